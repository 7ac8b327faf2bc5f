# Node's undici, the version of package-lock.json; started by run.
set -eu
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cp "$here"/package.json "$here"/package-lock.json "$here"/undici.mjs "$TEMP/"
cd "$TEMP"
npm ci --no-audit --no-fund --loglevel=error >&2
exec node --no-warnings undici.mjs
