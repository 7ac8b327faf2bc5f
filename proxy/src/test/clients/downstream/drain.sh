# What clients see when the sidecar is told to end: last of all, as it ends the sidecar; started by run.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/../checks.sh"
client=drain
[ "$CACHE" = yes ] || exit 0
node "$(dirname "${BASH_SOURCE[0]}")/drain.mjs"
for _ in $(seq 100); do kill -0 "$FRONT" 2>/dev/null || break; sleep 0.1; done
same "the sidecar has ended" yes "$(kill -0 "$FRONT" 2>/dev/null || echo yes)"
same "its Unix socket is gone" yes "$([ -e "$SOCKET" ] || echo yes)"
exit 0
