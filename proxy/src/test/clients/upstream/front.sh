# The sidecar of part upstream: one listener, an upstream for each backend, told apart by the Host; sourced by run.
# With --direct nghttpx in its place, without what that cannot do.
read -r plain < <(free_ports 1)
PLAIN=127.0.0.1:$plain
# name, URL, what its block says beside the URL
table="
backend        $BACKEND
old            $OLD_BACKEND
nginx          http://127.0.0.1:$nginx_plain
nginx-tls      https://127.0.0.1:$nginx_tls   http2 = off, tls.ca = \"$TLS/ca.crt\"
nginx-h2       https://127.0.0.1:$nginx_h2    http2 = negotiated, tls { ca = \"$TLS/ca.crt\", server-name = upstream.test, cert = \"$TLS/alice.crt\", key = \"$TLS/alice.key\" }
nginx-h2c      http://127.0.0.1:$nginx_h2c    http2 = prior-knowledge
haproxy-h2     https://127.0.0.1:$haproxy_h2  tls { ca = \"$TLS/ca.crt\", server-name = upstream.test }
node-h2        https://$NODE_H2               tls.ca = \"$TLS/ca.crt\"
node-h2c       http://$NODE_H2C               http2 = prior-knowledge
uvicorn        http://127.0.0.1:$uvicorn_port
uvicorn-uds    unix:$TEMP/uvicorn.sock
gunicorn       http://127.0.0.1:$gunicorn_port
gunicorn-uds   unix:$TEMP/gunicorn.sock
nghttpd-h2c    http://127.0.0.1:$nghttpd_h2c  http2 = prior-knowledge
nghttpd-h2     https://127.0.0.1:$nghttpd_h2  tls.ca = \"$TLS/ca.crt\"
proxied-v1     http://127.0.0.1:$nginx_proxied    proxy-protocol = v1
proxied-v2     http://127.0.0.1:$haproxy_proxied  proxy-protocol = v2
untrusted      https://127.0.0.1:$nginx_h2
misnamed       https://127.0.0.1:$nginx_h2    tls { ca = \"$TLS/ca.crt\", server-name = other.test }
unverified     https://127.0.0.1:$nginx_h2    tls.verify = none
misnamed-ca    https://127.0.0.1:$nginx_h2    tls { ca = \"$TLS/ca.crt\", server-name = other.test, verify = ca }
several        $BACKEND                       urls = [\"$BACKEND\", \"http://127.0.0.1:$nginx_plain\", \"http://127.0.0.1:1\"]
"
BACKENDS="backend old nginx nginx-tls nginx-h2 nginx-h2c haproxy-h2 node-h2 node-h2c uvicorn uvicorn-uds gunicorn gunicorn-uds"

if [ "$target" = --direct ]; then
  arguments=()
  while read -r name url more; do
    case $name in '' | proxied-* | untrusted | misnamed* | unverified | several) continue ;; esac
    address=${url#*://} how=
    [ "${url%%:*}" = unix ] || address=${address/:/,}
    [ "${url%%:*}" = https ] && how=";tls;sni=upstream.test"
    case $name in *-h2 | *-h2c) how="$how;proto=h2" ;; esac
    arguments+=("--backend=$address;$name.test/$how")
  done <<<"$table"
  nghttpx --conf=/dev/null --frontend="127.0.0.1,$plain;no-tls" "${arguments[@]}" --backend="127.0.0.1,1;/" --workers=1 --cacert="$TLS/ca.crt" \
    --no-server-push --no-add-x-forwarded-proto >"$OUT/front-upstream.log" 2>&1 &
else
  {
    echo "nearside {"
    echo "  listen = \"$PLAIN\""
    echo "  admin.listen = \"127.0.0.1:0\""
    echo "  upstream.url = \"$BACKEND\""
    echo "  upstreams {"
    while read -r name url more; do
      [ -n "$name" ] || continue
      case $more in urls*) url= ;; *) url="url = \"$url\"" ;; esac
      echo "    $name { $url${url:+${more:+, }}$more }"
    done <<<"$table"
    echo "  }"
    echo "  routes = ["
    sed "s#BACKEND#${BACKEND#http://}#" "$here/upstream/routes.conf"
    while read -r name url more; do
      [ -n "$name" ] || continue
      echo "    { match { path = \"/**\", host = \"$name.test\" }, upstream = $name }"
    done <<<"$table"
    echo "  ]"
    echo "}"
  } >"$OUT/upstream.conf"
  java -jar "$target" --conf "$OUT/upstream.conf" >"$OUT/front-upstream.log" 2>&1 &
fi
started+=($!)
export PLAIN BACKENDS
answers_at "$plain" "$OUT/front-upstream.log"
