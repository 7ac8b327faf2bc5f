# curl in HTTP/2, over TLS, over a Unix socket, behind a PROXY header; started by run.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/../checks.sh"
client=curl-http2
transcript=$OUT/curl-http2.txt
curl --version | head -1 >"$transcript"
head -c $((10 << 20)) /dev/urandom >"$TEMP/upload"
uploaded=$(digest "$TEMP/upload")
curl -s "$BACKEND/cached/reference" -o "$TEMP/reference"
whole=$(digest "$TEMP/reference")
here127=(--connect-to '::127.0.0.1:')

# ask ARGUMENTS...: the body goes to $TEMP/body, what was said to $said and the transcript, status and version to $status.
ask() {
  note curl "${how[@]}" "$@"
  : >"$TEMP/body"
  status=$(curl -sv -m 30 -w '%{http_code} %{http_version}' "${how[@]}" "$@" -o "$TEMP/body" 2>"$TEMP/said")
  ended=$?
  said=$(tr -d '\r' <"$TEMP/said")
  grep -aE '^[<>] |ALPN|SSL conn|subject:|Re-using|exit' <<<"$said" >>"$transcript"
}

# battery NAME BASE SCHEME VERSION: what must be the same over every listener; $how has what curl needs for it.
battery() {
  local name=$1 base=$2 scheme=$3 version=$4
  local place=curl-$name seen
  client="curl-http2 $name"
  ask "$base/counted/$place"
  same "GET" "200 $version answer 1" "$status $(cat "$TEMP/body")"
  cached "the first is a miss and stored" 'Cache-Status: nearside; fwd=uri-miss.*stored' "$said"
  ask "$base/counted/$place"
  cached "the second is a hit" 'Cache-Status: nearside; hit' "$said"
  [ "$CACHE" = no ] || same "and the same" "200 $version answer 1" "$status $(cat "$TEMP/body")"
  ask -I "$base/counted/$place"
  same "HEAD" "200 $version" "$status"
  cached "HEAD is a hit" 'Cache-Status: nearside; hit' "$said"
  ask -X POST -d new "$base/counted/$place"
  same "POST" "200 $version" "$status"
  ask "$base/counted/$place"
  cached "POST purged it" 'Cache-Status: nearside; fwd=uri-miss' "$said"
  ask "$base/cached/$place"
  same "46000 bytes" "200 $version $whole" "$status $(digest "$TEMP/body")"
  ask -r 100-199 "$base/cached/$place"
  same "Range" "206 $version $(tail -c +101 "$TEMP/reference" | head -c 100 | digest)" "$status $(digest "$TEMP/body")"
  ask -z 'Mon, 02 Mar 2026 10:00:00 GMT' "$base/cached/$place"
  same "If-Modified-Since" "304 $version" "$status"
  ask "$base/chunked/$place"
  same "what was chunked" "200 $version $whole" "$status $(digest "$TEMP/body")"
  [ "$version" = 1.1 ] || same "and in HTTP/2 is not" 0 "$(grep -ci '^< transfer-encoding' <<<"$said")"
  ask "$base/until-close/$place"
  same "what ended with its connection" "200 $version $whole 0" "$status $(digest "$TEMP/body") $ended"
  ask "$base/cut/$place"
  same "cut short looks cut short" yes "$([ "$ended" != 0 ] && echo yes)"
  ask "$base/many/$place"
  same "10 MiB down" "200 $version 10488000" "$status $(stat -c %s "$TEMP/body")"
  ask -H 'Expect:' --data-binary @"$TEMP/upload" "$base/upload/$place"
  like "10 MiB up" "\"bytes\": 10485760, \"sha256\": \"$uploaded\"" "$(cat "$TEMP/body")"
  ask -T - "$base/upload/$place" <"$TEMP/upload"
  like "10 MiB up without a length" "PUT\", \"bytes\": 10485760, \"sha256\": \"$uploaded\"" "$(cat "$TEMP/body")"
  ask "$base/nothing/$place"
  same "404" "404 $version" "$status"
  ask "$base/hints/$place"
  like "103 is passed on" '^< HTTP/[12.]+ 103' "$said"
  ask -D "$TEMP/head" -H 'TE: trailers' -H 'Connection: TE' "$base/trailers/$place"
  like "trailers" "^X-Digest: $whole" "$(cat "$TEMP/head")"
  ask -N "$base/slow/$place" -w '%{time_starttransfer} %{time_total}'
  same "a slow answer comes piece by piece" yes "$(awk '{ print ($2 - $1 > 0.6 ? "yes" : $0) }' <<<"$status")"
  ask --limit-rate 50K -m 1 "$base/endless/$place"
  same "curl goes away in the middle" 28 "$ended"
  same "then the backend is let go" gone "$(curl -s "$BACKEND/gone/$place")"
  ask "$base/seen/$place"
  seen=$(cat "$TEMP/body")
  like "X-Forwarded-Proto" "\"x-forwarded-proto\": \"$scheme\"" "$seen"
}

how=(--http1.1) && battery plain-1.1 "http://$PLAIN" http 1.1
how=(--http2-prior-knowledge) && battery plain-2 "http://$PLAIN" http 2
like "X-Forwarded-For" '"x-forwarded-for": "127.0.0.1"' "$(cat "$TEMP/body")"
how=(--cacert "$TLS/ca.crt" "${here127[@]}" --http1.1) && battery tls-1.1 "https://$SECURE" https 1.1
how=(--cacert "$TLS/ca.crt" "${here127[@]}" --http2) && battery tls-2 "https://$SECURE" https 2
how=(--unix-socket "$SOCKET" --http1.1) && battery unix-1.1 "http://localhost" http 1.1
how=(--unix-socket "$SOCKET" --http2-prior-knowledge) && battery unix-2 "http://localhost" http 2
how=(--haproxy-protocol --interface 127.0.0.9 --http1.1) && battery proxied-1.1 "http://$PROXIED" http 1.1
like "the PROXY header's address is the client's" '"x-forwarded-for": "127.0.0.9"' "$(cat "$TEMP/body")"
how=(--haproxy-protocol --interface 127.0.0.9 --http2-prior-knowledge) && battery proxied-2 "http://$PROXIED" http 2
like "the PROXY header's address is the client's" '"x-forwarded-for": "127.0.0.9"' "$(cat "$TEMP/body")"
how=(--haproxy-protocol --interface 127.0.0.9 --cacert "$TLS/ca.crt" "${here127[@]}" --http2)
battery veiled-2 "https://$VEILED" https 2
like "the PROXY header's address is the client's" '"x-forwarded-for": "127.0.0.9"' "$(cat "$TEMP/body")"

client=curl-http2
how=(--cacert "$TLS/ca.crt" "${here127[@]}" --http2)
ask "https://$SECURE/seen/alpn"
like "ALPN takes h2" 'ALPN: server accepted h2' "$said"
like "TLS 1.3" 'SSL connection using TLSv1.3' "$said"
ask --tls-max 1.2 "https://$SECURE/seen/tls12"
same "TLS 1.2 is taken" "200 2" "$status"
ask "https://two.test:${SECURE#*:}/seen/sni"
same "a second name" "200 2" "$status"
like "has its own certificate" 'subject: CN=two.test' "$said"
ask "https://www.two.test:${SECURE#*:}/seen/sni"
like "a wildcard's too" 'subject: CN=two.test' "$said"
ask "https://three.test:${SECURE#*:}/seen/sni"
same "a name that no certificate has is curl's to refuse" 60 "$ended"
ask "https://127.0.0.1:${SECURE#*:}/seen/ip"
like "without a name the first certificate" 'subject: CN=one.test' "$said"

note curl several URLs over one connection
reused=$(curl -s "${how[@]}" -w '%{num_connects} ' -o /dev/null "https://$SECURE/cached/curl-tls-2" -o /dev/null \
  "https://$SECURE/uncached/k" -o /dev/null "https://$SECURE/chunked/curl-tls-2" | tee -a "$transcript")
same "one connection for three URLs" "1 0 0 " "$reused"
note curl --parallel, 50 URLs over one connection
several=$(curl -sZ "${how[@]}" --parallel-max 50 -w '%{http_code} %{http_version}\n' -o /dev/null "https://$SECURE/cached/p[1-50]")
same "fifty at once" "50 200 2" "$(sort <<<"$several" | uniq -c | xargs)"

[ "$CACHE" = no ] && exit 0

note a PROXY header where none is expected
how=(--haproxy-protocol --http1.1)
ask "http://$PLAIN/seen/x"
same "a PROXY header at a listener without" yes "$([[ "$status" != 200* ]] && echo yes)"
ask "http://$OUTSIDE/seen/x"
same "a PROXY header from an address that may not" yes "$([[ "$status" != 200* ]] && echo yes)"
how=(--http1.1)
ask "http://$OUTSIDE/seen/x"
same "who may not is served without one" "200 1.1" "$status"
ask -m 3 "http://$PROXIED/seen/x"
same "no PROXY header from an address that must" yes "$([[ "$status" != 200* ]] && echo yes)"

# Client certificates: optional at SECURE, required at DEMAND.
how=(--cacert "$TLS/ca.crt" "${here127[@]}" --http2)
ask "https://$DEMAND/seen/none"
same "no certificate where one is required" yes "$([ "$ended" != 0 ] && echo yes)"
ask --cert "$TLS/mallory.crt" --key "$TLS/mallory.key" "https://$DEMAND/seen/mallory"
same "a certificate of another authority" yes "$([ "$ended" != 0 ] && echo yes)"
ask --cert "$TLS/mallory.crt" --key "$TLS/mallory.key" "https://$SECURE/seen/mallory"
same "nor where one is optional" yes "$([ "$ended" != 0 ] && echo yes)"
ask --cert "$TLS/alice.crt" --key "$TLS/alice.key" "https://$DEMAND/seen/alice"
same "a client's certificate" "200 2" "$status"
for name in alice bob; do
  ask --cert "$TLS/$name.crt" --key "$TLS/$name.key" "https://$SECURE/principal/curl"
  eval "$name=\$(cat "\$TEMP/body")"
done
same "principals do not share" "answer 1, answer 2" "$alice, $bob"
ask --cert "$TLS/alice.crt" --key "$TLS/alice.key" "https://$SECURE/principal/curl"
same "and each gets its own again" "answer 1" "$(cat "$TEMP/body")"
like "as a hit" 'Cache-Status: nearside; hit' "$said"
ask "https://$SECURE/principal/curl"
same "without a certificate there is no hit" "answer 3" "$(cat "$TEMP/body")"

# One key for all transports of one scheme, another for the other scheme.
how=(--http2-prior-knowledge) && ask -H 'Host: one.test' "http://$PLAIN/counted/shared"
how=(--http1.1) && ask -H 'Host: one.test' "http://$PLAIN/counted/shared"
like "what HTTP/2 stored HTTP/1.1 gets" 'Cache-Status: nearside; hit' "$said"
how=(--unix-socket "$SOCKET" --http1.1) && ask -H 'Host: one.test' "http://localhost/counted/shared"
like "and so does the Unix socket" 'Cache-Status: nearside; hit' "$said"
how=(--cacert "$TLS/ca.crt" "${here127[@]}" --http2) && ask -H 'Host: one.test' "https://$SECURE/counted/shared"
like "https is another resource" 'Cache-Status: nearside; fwd=uri-miss' "$said"
exit 0
