# nghttpd as the backend, h2c and h2: files, trailers, uploads that come back; started by run.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/../checks.sh"
transcript=$OUT/nghttpd.txt
nghttpd --version >"$transcript"
big=$(digest "$TEMP/files/big")

ask() {
  note curl "$@"
  said=$(curl -s -m 20 -D - -o "$TEMP/body" "$version" -H "Host: $name.test" "$@" | tr -d '\r' | tee -a "$transcript")
  status=$(grep -E '^HTTP/' <<<"$said" | tail -1 | cut -d' ' -f2)
}

for name in nghttpd-h2c nghttpd-h2; do
  for version in --http1.1 --http2-prior-knowledge; do
    client="nghttpd $name ${version#--}"
    ask "http://$PLAIN/small?$version"
    same "GET" "200 small" "$status $(cat "$TEMP/body")"
    ask "http://$PLAIN/small?$version"
    cached "the second is a hit" 'Cache-Status: nearside; hit' "$said"
    ask -I "http://$PLAIN/small?$version"
    same "HEAD" 200 "$status"
    ask "http://$PLAIN/big?$version"
    same "1 MiB down" "200 $big" "$status $(digest "$TEMP/body")"
    ask -H 'Expect:' --data-binary @"$TEMP/files/big" "http://$PLAIN/echo"
    same "1 MiB there and back" "200 $big" "$status $(digest "$TEMP/body")"
    ask "http://$PLAIN/none"
    same "404" 404 "$status"
  done
done
client=nghttpd  # curl does not look for trailers behind a body whose length it knows
for name in nghttpd-h2c nghttpd-h2; do
  note nghttp "$name"
  said=$(timeout 20 nghttp -v -H ":authority: $name.test" -H 'te: trailers' "http://$PLAIN/small?trailers" 2>&1 | tee -a "$transcript")
  like "trailers of $name" 'x-trailer: yes' "$said"
done
exit 0
