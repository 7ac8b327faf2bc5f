# curl with HTTP/1.0 and with HTTP/1.1; started by run.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"
client=curl
transcript=$OUT/curl.txt
curl --version | head -1 >"$transcript"
head -c $((10 << 20)) /dev/urandom >"$TEMP/upload"
uploaded=$(digest "$TEMP/upload")
curl -s "$BACKEND/cached/reference" -o "$TEMP/reference"
whole=$(digest "$TEMP/reference")

# ask ARGUMENTS...: the body goes to $TEMP/body, what was said on the wire to $said and the transcript.
ask() {
  note curl "$version" "$@"
  : >"$TEMP/body"
  curl -sv -m 30 "$version" "$@" -o "$TEMP/body" 2>"$TEMP/said"
  ended=$?
  said=$(grep -aE '^[<>*]' "$TEMP/said" | tr -d '\r')
  grep -aE '^[<>] |Re-using|Closing|exit' <<<"$said" >>"$transcript"
  status=$(grep -aE '^< HTTP' <<<"$said" | tail -1 | cut -d' ' -f3)
}

for version in --http1.0 --http1.1; do
  client="curl $version"
  place=curl${version#--http}

  ask "$BASE/cached/$place"
  same "GET" "200 $whole" "$status $(digest "$TEMP/body")"
  cached "the first GET is a miss and stored" 'Cache-Status: nearside; fwd=uri-miss.*stored' "$said"
  ask "$BASE/cached/$place"
  same "GET again" "200 $whole" "$status $(digest "$TEMP/body")"
  cached "the second GET is a hit" 'Cache-Status: nearside; hit; ttl=' "$said"
  cached "a hit has an Age" '^< Age: [0-9]+' "$said"
  ask -I "$BASE/cached/$place"
  same "HEAD" 200 "$status"
  like "HEAD has the length" "Content-Length: $(stat -c %s "$TEMP/reference")" "$said"
  cached "HEAD is a hit" 'Cache-Status: nearside; hit' "$said"
  same "the backend was asked once" yes \
    "$([ "$CACHE" = no ] || [ "$(curl -s "$BACKEND/asked/cached/$place")" = 1 ] && echo yes)"
  ask "$BASE/uncached/$place" && ask "$BASE/uncached/$place"
  same "no-store is fetched each time" "200 answer 2" "$status $(cat "$TEMP/body")"

  ask -r 100-199 "$BASE/cached/$place"
  same "Range" "206 $(tail -c +101 "$TEMP/reference" | head -c 100 | digest)" "$status $(digest "$TEMP/body")"
  cached "Range is a hit" 'Cache-Status: nearside; hit' "$said"
  head -c 5000 "$TEMP/reference" >"$TEMP/begun"
  note curl "$version" -C - "$BASE/cached/$place"
  curl -s "$version" -C - "$BASE/cached/$place" -o "$TEMP/begun"
  same "a download goes on where it was" "$whole" "$(digest "$TEMP/begun")"
  ask -z 'Mon, 02 Mar 2026 10:00:00 GMT' "$BASE/cached/$place"
  same "If-Modified-Since" "304 0" "$status $(stat -c %s "$TEMP/body")"
  curl -s --etag-save "$TEMP/etag" -o "$TEMP/body" "$BASE/cached/$place"
  ask --etag-compare "$TEMP/etag" "$BASE/cached/$place"
  same "If-None-Match" 304 "$status"
  cached "If-None-Match is a hit" 'Cache-Status: nearside; hit' "$said"

  ask --compressed "$BASE/gzip/$place"
  same "--compressed" "200 $whole" "$status $(digest "$TEMP/body")"
  like "gzip is passed through" 'Content-Encoding: gzip' "$said"
  ask --compressed "$BASE/gzip/$place"
  same "--compressed again" "200 $whole" "$status $(digest "$TEMP/body")"
  cached "gzip again is a hit" 'Cache-Status: nearside; hit' "$said"
  ask -H 'Accept-Encoding: gzip' "$BASE/gzip/$place"
  same "gzip left as it is" "$whole" "$(gunzip <"$TEMP/body" | digest)"
  ask "$BASE/gzip/$place"
  same "without gzip" "200 $whole" "$status $(digest "$TEMP/body")"
  ask "$BASE/chunked/$place"
  same "chunked" "200 $whole" "$status $(digest "$TEMP/body")"
  [ "$version$CACHE" != --http1.0yes ] || same "no chunked to HTTP/1.0" 0 "$(grep -ci '^< Transfer-Encoding' <<<"$said")"
  ask "$BASE/until-close/$place"
  same "delimited by the close" "200 $whole 0" "$status $(digest "$TEMP/body") $ended"
  ask "$BASE/cut/$place"
  same "cut short looks cut short" "200 18" "$status $ended"
  ask "$BASE/many/$place"
  same "10 MiB down" "200 10488000" "$status $(stat -c %s "$TEMP/body")"

  ask -H 'Expect:' --data-binary @"$TEMP/upload" "$BASE/upload/$place"
  same "POST of 10 MiB" 200 "$status"
  like "POST arrived whole" "\"bytes\": 10485760, \"sha256\": \"$uploaded\", \"chunked\": false" "$(cat "$TEMP/body")"
  ask -d "" "$BASE/upload/$place"
  like "POST of nothing" '"method": "POST", "bytes": 0' "$(cat "$TEMP/body")"

  note curl "$version" -N "$BASE/sse/$place"
  curl -sN "$version" "$BASE/sse/$place" | while IFS= read -r line; do
    echo "$(date +%s%3N) $line"
  done >"$TEMP/events"
  cat "$TEMP/events" >>"$transcript"
  same "five events" 5 "$(grep -c 'id: ' "$TEMP/events")"
  spread=$(grep 'id: ' "$TEMP/events" | awk 'NR == 1 { first = $1 } { last = $1 } END { print last - first }')
  same "the events come one by one (${spread} ms)" yes "$([ "${spread:-0}" -ge 600 ] && echo yes)"
done

client="curl --http1.1"
ask -T - "$BASE/upload/stdin" <"$TEMP/upload"
like "-T - is chunked and arrives whole" "PUT\", \"bytes\": 10485760, \"sha256\": \"$uploaded\", \"chunked\": true" \
  "$(cat "$TEMP/body")"
ask -H 'Expect: 100-continue' --expect100-timeout 20 --data-binary @"$TEMP/upload" "$BASE/upload/expect"
like "100 comes before the body" '^< HTTP/1.1 100' "$said"
like "and the body arrives" "$uploaded" "$(cat "$TEMP/body")"
ask -H 'Expect: 100-continue' --expect100-timeout 20 --data-binary @"$TEMP/upload" "$BASE/refuse/expect"
same "a refusal in place of 100" 403 "$status"
like "the body was not sent" '^0$' "$(curl -s -m 20 -w '%{size_upload}' -o /dev/null -H 'Expect: 100-continue' \
  --expect100-timeout 20 --data-binary @"$TEMP/upload" "$BASE/refuse/expect")"
ask "$BASE/hints/curl"
like "103 is passed on" '^< HTTP/1.1 103' "$said"
same "and the answer behind it" "200 after the hints" "$status $(cat "$TEMP/body")"
ask -D "$TEMP/head" -H 'TE: trailers' -H 'Connection: TE' "$BASE/trailers/curl"
same "a body with trailers" "200 $whole" "$status $(digest "$TEMP/body")"
like "trailers where they are wanted" "^X-Digest: $whole" "$(cat "$TEMP/head")"

note curl -w num_connects: several URLs
reused=$(curl -s -w '%{num_connects} ' -o /dev/null "$BASE/cached/curl1.1" -o /dev/null "$BASE/uncached/k" \
  -o /dev/null "$BASE/chunked/curl1.1" -o /dev/null -I "$BASE/cached/curl1.1" | tee -a "$transcript")
same "one connection for four URLs" "1 0 0 0 " "$reused"

note curl GET and POST of a long poll
curl -s -m 20 "$BASE/poll/curl" -o "$TEMP/poll1" & first=$!
woken=$(curl -s -d 'news 1' "$BASE/poll/curl?waiters=1"); wait "$first"
same "a long poll" "1 news 1" "$woken $(cat "$TEMP/poll1")"
curl -s -m 20 "$BASE/poll/curl" -o "$TEMP/poll1" & first=$!
curl -s -m 20 "$BASE/poll/curl" -o "$TEMP/poll2" & second=$!
woken=$(curl -s -d 'news 2' "$BASE/poll/curl?waiters=2"); wait "$first" "$second"
same "two long polls both wait at the backend" "2 news 2 news 2" "$woken $(cat "$TEMP/poll1") $(cat "$TEMP/poll2")"

ask --limit-rate 50K -m 1 "$BASE/endless/curl"
same "curl goes away in the middle" 28 "$ended"
same "then the backend is let go" gone "$(curl -s "$BACKEND/gone/curl")"

upgrade=(-H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13'
  -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==')
ask -m 2 "${upgrade[@]}" "$BASE/ws/curl"
like "WebSocket: 101" '^< HTTP/1.1 101' "$said"
like "WebSocket: the accept of RFC 6455" '^< Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=' "$said"
ask "${upgrade[@]}" "$BASE/ws/refused"
same "WebSocket: a refusal is an answer like any" "403 no WebSocket for you" "$status $(cat "$TEMP/body")"
exit 0
