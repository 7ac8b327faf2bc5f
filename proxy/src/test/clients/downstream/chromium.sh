# Chromium, headless, with gallery.html over TLS: a hundred pictures over one connection in HTTP/2; started by run.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/../checks.sh"
client=chromium-http2
transcript=$OUT/chromium-http2.txt
chromium --version >"$transcript"
pin() {
  openssl x509 -in "$TLS/$1.crt" -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64
}

# In a session of its own, so that it and its helpers are ended together, and only they. It trusts the one key, and the one that
# openssl.sh may have put in its place.
setsid chromium --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run \
  --disable-background-networking --disable-component-update --no-proxy-server --remote-debugging-port=0 \
  --host-resolver-rules='MAP one.test 127.0.0.1' --ignore-certificate-errors-spki-list="$(pin one),$(pin renewed)" \
  --user-data-dir="$TEMP/chromium2" "https://$SECURE/gallery?name=chromium-http2" >"$OUT/chromium-http2.log" 2>&1 &
browser=$!
trap 'kill -- -$browser 2>/dev/null; wait $browser 2>/dev/null' EXIT

if ! curl -sf -m 70 -o "$TEMP/report" "$BACKEND/report/chromium-http2"; then
  echo "FAIL $client: the page left no report, see chromium-http2.log"
  exit 0
fi
python3 -m json.tool "$TEMP/report" >>"$transcript"
told() {
  python3 -c 'import json,sys; report = json.load(open(sys.argv[1])); print(eval(sys.argv[2], {}, report))' "$TEMP/report" "$1"
}
same "the page came over h2" h2 "$(told page)"
same "a hundred pictures" 100 "$(told 'first["loaded"]')"
same "all of them over h2" "{'h2': 100}" "$(told 'first["protocols"]')"
same "a second time" "100 {'h2': 100}" "$(told 'second["loaded"]') $(told 'second["protocols"]')"
[ "$CACHE" = no ] || same "then all are hits" 100 "$(told 'second["hits"]')"
[ "$CACHE" = no ] || same "the backend was asked once for each" "1 1 1" \
  "$(for n in 0 50 99; do curl -s "$BACKEND/asked/tile/chromium-http2/$n"; done | xargs)"
same "POST of 1 MiB" 1048576 "$(told posted)"
exit 0
