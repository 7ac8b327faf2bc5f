# What HTTP/2 has of its own, with Node's http2 as the backend: over the sidecar by curl and by Node's client; started by run.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/../checks.sh"
exec node "$(dirname "${BASH_SOURCE[0]}")/http2.mjs"
