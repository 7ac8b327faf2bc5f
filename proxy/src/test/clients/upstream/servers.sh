# The backends of part upstream; sourced by run. nginx and HAProxy stand in front of backend.py, the others answer themselves.
read -r nginx_plain nginx_tls nginx_h2 nginx_h2c nginx_proxied haproxy_proxied haproxy_h2 uvicorn_port gunicorn_port \
  nghttpd_h2c nghttpd_h2 < <(free_ports 11)
nginx_dir=$TEMP/nginx
mkdir -p "$nginx_dir" "$TEMP/files"

proxied_to_backend="proxy_pass $BACKEND; proxy_http_version 1.1; proxy_buffering off; proxy_request_buffering off;
      proxy_set_header Host \$http_host; proxy_set_header Connection ''; add_header X-Server nginx always;
      client_max_body_size 100m; proxy_read_timeout 60s;"
tls_of_nginx="ssl_certificate $TLS/upstream.crt; ssl_certificate_key $TLS/upstream.key;"
cat >"$nginx_dir/nginx.conf" <<CONF
daemon off;
worker_processes 1;
pid $nginx_dir/pid;
error_log $OUT/nginx.log info;
events { worker_connections 1024; }
http {
  log_format spoken '\$server_port \$server_protocol "\$request" \$status \$proxy_protocol_addr \$ssl_protocol \$ssl_server_name \$ssl_client_s_dn';
  access_log $OUT/nginx-access.log spoken;
  client_body_temp_path $nginx_dir/body;
  proxy_temp_path $nginx_dir/proxy;
  fastcgi_temp_path $nginx_dir/fastcgi;
  uwsgi_temp_path $nginx_dir/uwsgi;
  scgi_temp_path $nginx_dir/scgi;
  server { listen 127.0.0.1:$nginx_plain; location / { $proxied_to_backend } }
  server { listen 127.0.0.1:$nginx_tls ssl; $tls_of_nginx location / { $proxied_to_backend } }
  server {
    listen 127.0.0.1:$nginx_h2 ssl http2;
    $tls_of_nginx
    ssl_client_certificate $TLS/ca.crt;
    ssl_verify_client optional;
    location / { $proxied_to_backend add_header X-Client "\$ssl_client_s_dn" always; }
  }
  server { listen 127.0.0.1:$nginx_h2c http2; location / { $proxied_to_backend } }
  server {
    listen 127.0.0.1:$nginx_proxied proxy_protocol;
    location / { $proxied_to_backend add_header X-Proxy-Client "\$proxy_protocol_addr" always; }
  }
}
CONF
nginx -p "$nginx_dir/" -c "$nginx_dir/nginx.conf" >"$OUT/nginx.out" 2>&1 &
started+=($!)

cat "$TLS/upstream.crt" "$TLS/upstream.key" >"$TLS/upstream.pem"
cat >"$TEMP/haproxy.cfg" <<CONF
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend proxied
  bind 127.0.0.1:$haproxy_proxied accept-proxy
  http-response set-header X-Proxy-Client %[src]
  http-response set-header X-Proxy-Server %[dst]
  default_backend backend
frontend secure
  bind 127.0.0.1:$haproxy_h2 ssl crt $TLS/upstream.pem alpn h2,http/1.1
  default_backend backend
backend backend
  server backend ${BACKEND#http://}
CONF
haproxy -db -f "$TEMP/haproxy.cfg" >"$OUT/haproxy.log" 2>&1 &
started+=($!)

python3 "$here/backend.py" "$OUT" 1.0 >"$OUT/backend-1.0.log" 2>&1 &
started+=($!)
OLD_BACKEND=$(first_line "$OUT/backend-1.0.log" '(http://[0-9.:]+)') || exit 1

for bind in "--port $uvicorn_port" "--uds $TEMP/uvicorn.sock"; do
  (cd "$here/upstream" && PYTHONDONTWRITEBYTECODE=1 exec uvicorn --no-access-log $bind app:asgi) \
    >>"$OUT/uvicorn.log" 2>&1 &
  started+=($!)
done
for bind in "127.0.0.1:$gunicorn_port" "unix:$TEMP/gunicorn.sock"; do
  (cd "$here/upstream" && PYTHONDONTWRITEBYTECODE=1 exec gunicorn --workers 1 --bind "$bind" app:wsgi) \
    >>"$OUT/gunicorn.log" 2>&1 &
  started+=($!)
done

node "$here/upstream/server.mjs" "$TLS" >"$OUT/node.log" 2>&1 &
started+=($!)
NODE_H2C=$(first_line "$OUT/node.log" 'h2c (127[0-9.:]+)') && NODE_H2=$(first_line "$OUT/node.log" 'h2 (127[0-9.:]+)') || exit 1

head -c $((1 << 20)) /dev/urandom >"$TEMP/files/big"
echo small >"$TEMP/files/small"
nghttpd -a 127.0.0.1 -d "$TEMP/files" --no-tls --echo-upload --trailer='x-trailer: yes' "$nghttpd_h2c" >"$OUT/nghttpd.log" 2>&1 &
started+=($!)
nghttpd -a 127.0.0.1 -d "$TEMP/files" --echo-upload --trailer='x-trailer: yes' "$nghttpd_h2" "$TLS/upstream.key" "$TLS/upstream.crt" >>"$OUT/nghttpd.log" 2>&1 &
started+=($!)

for port in $nginx_plain $haproxy_proxied $uvicorn_port $gunicorn_port $nghttpd_h2c $nghttpd_h2; do
  answers_at "$port" "$OUT" || break
done
