# curl in HTTP/1.1 and in HTTP/2 through the sidecar to each backend; started by run.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/../checks.sh"
transcript=$OUT/backends.txt
curl --version | head -1 >"$transcript"
head -c $((1 << 20)) /dev/urandom >"$TEMP/upload"
uploaded=$(digest "$TEMP/upload")
curl -s "$BACKEND/chunked/reference" -o "$TEMP/reference" && whole=$(digest "$TEMP/reference")
curl -s "$BACKEND/big/reference" -o "$TEMP/reference" && big=$(digest "$TEMP/reference")

# ask PATH ARGUMENTS...: of $name, the body goes to $TEMP/body, what was said to $said, the status to $status.
ask() {
  local path=$1
  shift
  note curl "$version" -H "Host: $name.test" "$@" "http://$PLAIN$path"
  : >"$TEMP/body"
  status=$(curl -sv -m 30 -w '%{http_code}' "$version" -H "Host: $name.test" "$@" "http://$PLAIN$path" -o "$TEMP/body" 2>"$TEMP/said")
  ended=$?
  said=$(tr -d '\r' <"$TEMP/said")
  grep -aE '^[<>] ' <<<"$said" >>"$transcript"
}

battery() {
  local place=$name$version
  client="backends $name ${version#--}"
  ask "/counted/$place"
  same "GET" "200 answer 1" "$status $(cat "$TEMP/body")"
  cached "the first is a miss and stored" 'Cache-Status: nearside; fwd=uri-miss.*stored' "$said"
  ask "/counted/$place"
  cached "the second is a hit" 'Cache-Status: nearside; hit' "$said"
  ask "/counted/$place" -I
  same "HEAD" 200 "$status"
  like "HEAD has the length" 'content-length: 9' "$said"
  ask "/counted/$place" -d new
  same "POST" 200 "$status"
  [ "$CACHE" = no ] || ask "/counted/$place"
  [ "$CACHE" = no ] || same "POST purged it" "200 answer 3" "$status $(cat "$TEMP/body")"
  ask "/big/$place"
  same "1 MiB down" "200 $big" "$status $(digest "$TEMP/body")"
  ask "/big/$place"
  same "1 MiB down again" "200 $big" "$status $(digest "$TEMP/body")"
  cached "1 MiB is a hit" 'Cache-Status: nearside; hit' "$said"
  ask "/upload/$place" -H 'Expect:' --data-binary @"$TEMP/upload"
  like "1 MiB up" "\"bytes\": 1048576, \"sha256\": \"$uploaded\"" "$(cat "$TEMP/body")"
  case $name in
    old | gunicorn*) ;; # HTTP/1.0 has no chunked requests; gunicorn's sync worker reads them, Python's WSGI has no word for it
    *)
      ask "/upload/$place" -T - <"$TEMP/upload"
      like "1 MiB up without a length" "\"bytes\": 1048576, \"sha256\": \"$uploaded\"" "$(cat "$TEMP/body")"
      ;;
  esac
  ask "/upload/$place" -d ""
  like "POST of nothing" '"method": "POST", "bytes": 0' "$(cat "$TEMP/body")"
  ask "/chunked/$place"
  same "a body without a length" "200 $whole" "$status $(digest "$TEMP/body")"
  ask "/chunked/$place"
  case $name in
    old) cached "whose end is its connection's: not stored" 'Cache-Status: nearside; fwd=uri-miss.*unknown-length' "$said" ;;
    *) cached "and as a hit" 'Cache-Status: nearside; hit' "$said" ;;
  esac
  ask "/slow/$place" -N -w ' %{time_starttransfer} %{time_total}'
  same "a slow answer comes piece by piece" yes "$(awk '{ print ($NF - $(NF - 1) > 0.6 ? "yes" : $0) }' <<<"$status")"
  same "and whole" "line 0 line 1 line 2 line 3 line 4" "$(xargs <"$TEMP/body")"
  ask "/nothing/$place"
  same "404" 404 "$status"
  case $name in
    old) ;;
    *)
      ask "/cut/$place"
      same "cut short looks cut short" yes "$([ "$ended" != 0 ] && echo yes)"
      ask "/cut/$place"
      same "and is not stored" yes "$([ "$ended" != 0 ] && echo yes)"
      ;;
  esac
  ask "/endless/$place" --limit-rate 50K -m 1
  same "the client goes away in the middle" 28 "$ended"
  ask "/gone/$place"
  same "then the backend is let go" gone "$(cat "$TEMP/body")"
  ask "/seen/$place" -H 'Cookie: a=1; b=2'
  like "its host" "\"host\": ?\"$name.test\"|\":authority\":\"$name.test\"" "$(cat "$TEMP/body")"
  like "its cookies" '"cookie": ?"a=1; b=2"' "$(cat "$TEMP/body")"
}

for name in $BACKENDS; do
  for version in --http1.1 --http2-prior-knowledge; do battery; done
done

[ "$CACHE" = no ] && exit 0
client=backends version=--http1.1
same "nginx saw HTTP/2 where it was meant" "HTTP/2.0" \
  "$(grep -E 'nginx-h2(c?)--' "$OUT/nginx-access.log" | awk '{ print $2 }' | sort -u | xargs)"
like "nginx saw the server name" ' TLSv1.[23] upstream.test ' "$(grep -- 'nginx-h2--' "$OUT/nginx-access.log" | head -1)"
like "nginx saw the client's certificate" 'CN=alice' "$(grep -- 'nginx-h2--' "$OUT/nginx-access.log" | head -1)"
# What speaks HTTP/2 to this backend takes a connection of HTTP/1.1 for a WebSocket.
name=haproxy-h2 && ask "/ws/over-tls" -m 2 -N -H 'Connection: Upgrade' -H 'Upgrade: websocket' \
  -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
same "a WebSocket beside HTTP/2 over TLS" 101 "${status:0:3}"
like "is the backend's" 'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK' "$said"
name=nginx-h2c && ask "/ws/none" -m 2 -N -H 'Connection: Upgrade' -H 'Upgrade: websocket' \
  -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
same "there is none where HTTP/2 is all there is" 502 "$status"
like "and it says why" 'Proxy-Status: .*http_upgrade_failed' "$said"
name=untrusted && ask /counted/x
same "a certificate that nobody vouches for: 502" 502 "$status"
like "and why" 'Proxy-Status: .*tls_certificate_error|tls' "$said"
name=misnamed && ask /counted/x
same "a certificate of another name: 502" 502 "$status"
name=unverified && ask /counted/x
same "verify = none takes it" 200 "$status"
name=misnamed-ca && ask /counted/x
same "verify = ca takes another name" 200 "$status"
name=several
answers=$(for n in $(seq 30); do ask "/uncached/several-$n"; echo "$status"; done | sort | uniq -c | xargs)
same "three addresses, one of them dead: none of thirty fails" "30 200" "$answers"
exit 0
