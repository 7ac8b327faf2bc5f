# GNU wget; started by run.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"
client=wget
transcript=$OUT/wget.txt
wget --version | head -1 >"$transcript"
curl -s "$BACKEND/cached/reference" -o "$TEMP/reference"
whole=$(digest "$TEMP/reference")
head -c $((1 << 20)) /dev/urandom >"$TEMP/upload"

# ask FILE ARGUMENTS...: the body goes to $TEMP/FILE, the response's head to $said and the transcript.
ask() {
  local file=$TEMP/$1
  shift
  note wget "$@"
  said=$(wget --server-response --tries=1 --timeout=20 -O "$file" "$@" 2>&1)
  ended=$?
  echo "$said" >>"$transcript"
}

ask body "$BASE/cached/wget"
same "plain" "0 $whole" "$ended $(digest "$TEMP/body")"
cached "the first is a miss and stored" 'Cache-Status: nearside; fwd=uri-miss.*stored' "$said"
ask body "$BASE/cached/wget"
same "plain again" "0 $whole" "$ended $(digest "$TEMP/body")"
cached "the second is a hit" 'Cache-Status: nearside; hit; ttl=' "$said"
ask body --header 'X-Test: 1' --header 'Accept-Encoding: gzip' "$BASE/gzip/wget"
same "--header" "$whole" "$(gunzip <"$TEMP/body" | digest)"
ask body --compression=auto "$BASE/gzip/wget"
same "--compression" "0 $whole" "$ended $(digest "$TEMP/body")"
ask body --spider "$BASE/cached/wget"
same "--spider, which is HEAD" 0 "$ended"
ask body "$BASE/chunked/wget"
same "chunked" "0 $whole" "$ended $(digest "$TEMP/body")"
ask body "$BASE/until-close/wget"
same "delimited by the close" "0 $whole" "$ended $(digest "$TEMP/body")"
ask body "$BASE/cut/wget"
same "cut short is an error" 4 "$ended"
ask body --post-file="$TEMP/upload" "$BASE/upload/wget"
like "--post-file" "\"bytes\": 1048576, \"sha256\": \"$(digest "$TEMP/upload")\"" "$(cat "$TEMP/body")"
ask body "$BASE/cached/wget" "$BASE/uncached/wget" "$BASE/chunked/wget"
same "one connection for three URLs" "2" "$(grep -c 'Reusing existing connection' <<<"$said")"
ask body "$BASE/nothing/wget"
like "404" '404 Not Found' "$said"

# --continue writes where it reads, so by name.
mkdir -p "$TEMP/continued"
head -c 5000 "$TEMP/reference" >"$TEMP/continued/wget"
note wget --continue
said=$(cd "$TEMP/continued" && wget --server-response --continue "$BASE/cached/wget" 2>&1)
echo "$said" >>"$transcript"
like "--continue asks for the rest" '206 Partial Content' "$said"
same "--continue has it whole" "$whole" "$(digest "$TEMP/continued/wget")"
cached "--continue is a hit" 'Cache-Status: nearside; hit' "$said"
touch -d '2026-03-02 10:00:00 UTC' "$TEMP/continued/wget"
note wget --timestamping
said=$(cd "$TEMP/continued" && wget --server-response --timestamping "$BASE/cached/wget" 2>&1)
echo "$said" >>"$transcript"
like "--timestamping, which is If-Modified-Since" '304 Not Modified' "$said"
exit 0
