# nghttp: several streams on one connection, their frames as they came; started by run.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/../checks.sh"
client=nghttp
transcript=$OUT/nghttp.txt
nghttp --version >"$transcript"
whole=$(curl -s "$BACKEND/cached/reference" | digest)

# ask ARGUMENTS...: the frames go to $said and the transcript.
ask() {
  note nghttp "$@"
  said=$(timeout 30 nghttp -v --no-dep "$@" 2>&1 | sed -E 's/\x1b\[[0-9;]*m//g')
  echo "$said" | grep -vE '^[[:print:]]*line [0-9]{5} of' >>"$transcript"
}

# statuses: how many answers had which status.
statuses() {
  grep -oE 'recv \(stream_id=[0-9]+\) :status: [0-9]+' <<<"$said" | awk '{ print $NF }' | sort | uniq -c | xargs
}

for base in "http://$PLAIN" "https://127.0.0.1:${SECURE#*:}"; do
  client="nghttp ${base%%:*}"
  ask -n "$base/cached/nghttp" "$base/uncached/nghttp" "$base/chunked/nghttp" "$base/counted/nghttp" "$base/slow/nghttp"
  same "five streams on one connection" "5 200" "$(statuses)"
  like "SETTINGS first" 'recv SETTINGS frame' "$said"
  like "SETTINGS acknowledged" 'recv SETTINGS frame <length=0, flags=0x01' "$said"
  like "a limit of streams is said" 'SETTINGS_MAX_CONCURRENT_STREAMS' "$said"
  same "nothing is pushed" 0 "$(grep -c 'recv PUSH_PROMISE' <<<"$said")"
  same "no error" 0 "$(grep -cE 'recv (RST_STREAM|GOAWAY)' <<<"$said")"
  same "names in lower case" 0 "$(grep -cE 'recv \(stream_id=[0-9]+\) [a-z0-9:-]*[A-Z][A-Za-z0-9-]*: ' <<<"$said")"
  ask -n -m 100 "$base/cached/nghttp"
  same "a hundred times" "100 200" "$(statuses)"
  [ "$CACHE" = no ] || same "all of them hits" 100 "$(grep -c 'cache-status: nearside; hit' <<<"$said")"
  ask -n -p 256 "$base/cached/nghttp" "$base/gzip/nghttp"
  same "with a weight" "2 200" "$(statuses)"
  timeout 30 nghttp --no-dep "$base/cached/nghttp" 2>/dev/null >"$TEMP/body"
  same "the body" "$whole" "$(digest "$TEMP/body")"
  ask -n -H 'te: trailers' "$base/trailers/nghttp"
  like "trailers" "recv \(stream_id=[0-9]+\) x-digest: $whole" "$said"
  head -c $((1 << 20)) /dev/urandom >"$TEMP/upload"
  ask -H ':method: POST' -d "$TEMP/upload" "$base/upload/nghttp"
  like "POST of 1 MiB" "\"bytes\": 1048576, \"sha256\": \"$(digest "$TEMP/upload")\"" "$said"
  ask -H ':method: POST' -d "$TEMP/upload" --trailer 'x-checked: yes' "$base/upload/nghttp"
  like "POST with a trailer" "\"bytes\": 1048576, \"sha256\": \"$(digest "$TEMP/upload")\"" "$said"
  ask -n --expect-continue -H ':method: POST' -d "$TEMP/upload" "$base/upload/nghttp"
  like "Expect: 100-continue" ':status: 200' "$said"
  ask -n --window-bits=4 --connection-window-bits=16 "$base/cached/nghttp"
  same "with a window of 15 bytes" "1 200" "$(statuses)"
  ask -n -H ':method: HEAD' "$base/cached/nghttp"
  like "HEAD ends with its fields" 'recv HEADERS frame <length=[0-9]+, flags=0x05' "$said"
  ask -n --header-table-size=0 "$base/cached/nghttp"
  same "without a dynamic table" "1 200" "$(statuses)"
  ask -n "$base/cut/nghttp"
  like "cut short is a reset" 'recv (RST_STREAM|GOAWAY) frame' "$said"
  ask -n --no-content-length -H ':method: POST' -d "$TEMP/upload" "$base/upload/nghttp"
  same "POST without a length" "1 200" "$(statuses)"
done
exit 0
