# h2load: hits under load, none may fail; started by run.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/../checks.sh"
client=h2load
transcript=$OUT/h2load.txt
h2load --version >"$transcript"
requests=${H2LOAD:-100000}

# load NAME REQUESTS URL ARGUMENTS...
load() {
  local name=$1 requests=$2
  shift 2
  note h2load -n "$requests" "$@"
  said=$(timeout 900 h2load -n "$requests" "$@" 2>&1)
  grep -vE '^progress' <<<"$said" >>"$transcript"
  same "$name: all answered" "$requests total, $requests started, $requests done, $requests succeeded, 0 failed, 0 errored, 0 timeout" \
    "$(sed -n 's/^requests: //p' <<<"$said")"
  same "$name: all 200" "$requests 2xx, 0 3xx, 0 4xx, 0 5xx" "$(sed -n 's/^status codes: //p' <<<"$said")"
  echo "     h2load: $name: $(sed -n 's/^finished in //p' <<<"$said")" >&2
}

curl -s -o /dev/null "http://$PLAIN/counted/h2load"
head -c 46000 /dev/zero >"$TEMP/body"
load "hits in HTTP/2" "$requests" -c 8 -m 16 "http://$PLAIN/counted/h2load"
load "hits in HTTP/2 over TLS" $((requests / 5)) -c 8 -m 16 "https://127.0.0.1:${SECURE#*:}/counted/h2load"
load "hits in HTTP/1.1" $((requests / 5)) --h1 -c 8 "http://$PLAIN/counted/h2load"
load "hits of 46000 bytes" $((requests / 20)) -c 8 -m 16 "http://$PLAIN/cached/h2load"
load "misses" $((requests / 50)) -c 4 -m 8 "http://$PLAIN/uncached/h2load"
load "bodies of 46000 bytes" $((requests / 50)) -c 4 -m 8 -d "$TEMP/body" "http://$PLAIN/upload/h2load"
load "hits by 100 connections" $((requests / 10)) -c 100 -m 10 "http://$PLAIN/counted/h2load"
load "with small windows" $((requests / 100)) -c 4 -m 8 -w 10 -W 16 "http://$PLAIN/cached/h2load"
exit 0
