# The sidecar of the checks of part downstream, with a listener of each kind, in front of backend.py; sourced by run.
# With --direct nghttpx stands in its place, which has neither a cache nor client certificates that are optional.
#
#   PLAIN    HTTP/1.1 and HTTP/2 with prior knowledge          SECURE   TLS, with certificates for one.test and two.test
#   DEMAND   TLS, client certificates required                 SOCKET   a Unix domain socket
#   PROXIED  begins with a PROXY header                        VEILED   the same, and TLS behind it
#   OUTSIDE  takes PROXY headers, but not from here            FRONT    its process
read -r plain secure demand proxied veiled outside < <(free_ports 6)
PLAIN=127.0.0.1:$plain SECURE=one.test:$secure DEMAND=one.test:$demand PROXIED=127.0.0.1:$proxied
VEILED=one.test:$veiled OUTSIDE=127.0.0.1:$outside SOCKET=$TEMP/front.sock
served=$TEMP/served
mkdir -p "$served"
cp "$TLS/one.crt" "$TLS/one.key" "$served/"

if [ "$target" = --direct ]; then
  nghttpx --conf=/dev/null --frontend="127.0.0.1,$plain;no-tls" --frontend="127.0.0.1,$secure" --frontend="127.0.0.1,$demand" \
    --frontend="unix:$SOCKET;no-tls" --frontend="127.0.0.1,$proxied;no-tls;proxyproto" \
    --frontend="127.0.0.1,$veiled;proxyproto" --frontend="127.0.0.1,$outside;no-tls" --workers=1 --no-ocsp --no-server-push \
    --add-x-forwarded-for --subcert="$TLS/two.key:$TLS/two.crt" \
    --backend="$(sed -E 's#http://(.*):(.*)#\1,\2#' <<<"$BACKEND")" \
    "$served/one.key" "$served/one.crt" >"$OUT/front.log" 2>&1 &
else
  cat >"$OUT/front.conf" <<CONF
nearside {
  listen = [
    "$PLAIN"
    {
      address = "127.0.0.1:$secure"
      tls {
        cert = "$served/one.crt"
        key = "$served/one.key"
        certificates = [{ cert = "$TLS/two.crt", key = "$TLS/two.key" }]
        client-auth = optional
        client-ca = "$TLS/ca.crt"
        reload = 1s
      }
    }
    {
      address = "127.0.0.1:$demand"
      tls { cert = "$TLS/one.crt", key = "$TLS/one.key", client-auth = required, client-ca = "$TLS/ca.crt" }
    }
    "unix:$SOCKET"
    { address = "$PROXIED", proxy-protocol = ["127.0.0.0/8"] }
    {
      address = "127.0.0.1:$veiled"
      proxy-protocol = ["127.0.0.0/8"]
      tls { cert = "$TLS/one.crt", key = "$TLS/one.key" }
    }
    { address = "$OUTSIDE", proxy-protocol = ["192.0.2.0/24"] }
  ]
  admin.listen = "127.0.0.1:0"
  upstream.url = "$BACKEND"
  routes = [{ match = "/principal/**", key.principal { client-certificate = subject } }]
}
CONF
  java -jar "$target" --conf "$OUT/front.conf" >"$OUT/front.log" 2>&1 &
fi
FRONT=$!
started+=("$FRONT")
export PLAIN SECURE DEMAND SOCKET PROXIED VEILED OUTSIDE FRONT served
for port in $plain $secure $demand $proxied $veiled $outside; do answers_at "$port" "$OUT/front.log" || return; done
