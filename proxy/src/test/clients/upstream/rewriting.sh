# Paths, hosts and fields that routes rewrite; started by run.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/../checks.sh"
client=rewriting
transcript=$OUT/rewriting.txt
[ "$CACHE" = yes ] || exit 0
: >"$transcript"

ask() {
  note curl "$@"
  said=$(curl -s -m 20 -D - -o "$TEMP/body" -H 'Host: rewriting.test' "$@" | tr -d '\r' | tee -a "$transcript")
  body=$(tee -a "$transcript" <"$TEMP/body")
}

ask -H 'X-Secret: 1' "http://$PLAIN/api/seen/x?a=1"
like "the prefix is stripped, the query is not" '"path": "/seen/x\?a=1"' "$body"
like "and is told" '"x-forwarded-prefix": "/api"' "$body"
like "the upstream's host" "\"host\": \"${BACKEND#http://}\"" "$body"
like "the client's is told" '"x-forwarded-host": "rewriting.test"' "$body"
like "a field is set" '"x-asked-by": "nearside"' "$body"
like "a field is added" '"x-also": "this"' "$body"
same "a field is removed" 0 "$(grep -c x-secret <<<"$body")"
like "a field of the answer is set" '^X-Answered-By: nearside' "$said"
same "a field of the answer is removed" 0 "$(grep -ci '^Server:' <<<"$said")"
ask "http://$PLAIN/api/uncached/x" && ask "http://$PLAIN/api/uncached/x"
like "what a rule made storable is a hit" 'Cache-Status: nearside; hit' "$said"
like "with the rule's field" '^X-Answered-By: nearside' "$said"
ask -d new "http://$PLAIN/api/uncached/x"
ask "http://$PLAIN/api/uncached/x"
same "a POST purges by the client's path" "answer 3" "$body"
ask "http://$PLAIN/apix/seen/x"
like "a prefix is whole segments" '"path": "/apix/seen/x"|nothing here' "$body"
ask "http://$PLAIN/named/seen/y"
like "another upstream, another host" '"host": "other.example"' "$body"
ask "http://$PLAIN/kept/seen/z"
like "the host is kept by default" '"host": "rewriting.test"' "$body"
exit 0
