# Chromium, headless, with page.html: the page leaves what it got at the backend, through the sidecar; started by run.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"
client=chromium
transcript=$OUT/chromium.txt
chromium --version >"$transcript"
curl -s -o "$TEMP/body" "$BASE/cached/chromium"

# In a session of its own, so that it and its helpers are ended together, and only they.
setsid chromium --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run \
  --disable-background-networking --disable-component-update --no-proxy-server --remote-debugging-port=0 \
  --user-data-dir="$TEMP/chromium" "$BASE/page" >"$OUT/chromium.log" 2>&1 &
browser=$!
trap 'kill -- -$browser 2>/dev/null; wait $browser 2>/dev/null' EXIT

if ! curl -sf -m 70 -o "$TEMP/report" "$BACKEND/report/chromium"; then
  echo "FAIL $client: the page left no report, see chromium.log"
  exit 0
fi
python3 - "$TEMP/report" "$transcript" <<'REPORT'
import json, sys

with open(sys.argv[1]) as file:
    report = json.load(file)
with open(sys.argv[2], "a") as transcript:
    transcript.write("\n".join([report["agent"], *report["lines"]]) + "\n")
for check in report["checks"]:
    print(f"PASS chromium: {check['name']}" if check["right"] else f"FAIL chromium: {check['name']}: got {check['got']}")
REPORT
like "WebSocket: the pong reached the server" 'pong .*are you there' "$(grep '/ws/chromium <' "$OUT/websocket-server.txt")"
like "WebSocket: the server saw the close" 'close .*4000' "$(grep '/ws/chromium <' "$OUT/websocket-server.txt")"
like "EventSource: the server saw Last-Event-ID" 'Last-Event-ID 5' "$(grep chromium "$OUT/sse-server.txt")"
exit 0
