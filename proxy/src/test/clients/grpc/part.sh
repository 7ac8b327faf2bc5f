# Part grpc: a gRPC client and server of Node with the sidecar between; sourced by run. Each way is named client-server.
part=grpc

# between WAY UPSTREAM BLOCK: a sidecar whose listeners are plain and TLS; the client takes the one of its way.
between() {
  local way=$1 upstream=$2 block=$3 plain secure tls=
  read -r plain secure < <(free_ports 2)
  if [ "$target" = --direct ]; then
    [ "$way" = plain ] || tls=';tls;sni=upstream.test'
    nghttpx --conf=/dev/null --frontend="127.0.0.1,$plain;no-tls" --frontend="127.0.0.1,$secure" --no-ocsp --workers=1 --cacert="$TLS/ca.crt" \
      --backend="${upstream/:/,};/;proto=h2$tls" \
      "$TLS/one.key" "$TLS/one.crt" >"$OUT/front-grpc-$way.log" 2>&1 &
  else
    cat >"$OUT/grpc-$way.conf" <<CONF
nearside {
  listen = ["127.0.0.1:$plain", { address = "127.0.0.1:$secure", tls { cert = "$TLS/one.crt", key = "$TLS/one.key" } }]
  admin.listen = "127.0.0.1:0"
  upstream { $block }
}
CONF
    java -jar "$target" --conf "$OUT/grpc-$way.conf" >"$OUT/front-grpc-$way.log" 2>&1 &
  fi
  started+=($!)
  answers_at "$plain" "$OUT/front-grpc-$way.log" && answers_at "$secure" "$OUT/front-grpc-$way.log" || return
  client "grpc-plain-$way" node node --no-warnings "$TEMP/grpc/client.mjs" "plain-$way" "127.0.0.1:$plain"
  client "grpc-tls-$way" node node --no-warnings "$TEMP/grpc/client.mjs" "tls-$way" "127.0.0.1:$secure" one.test
}

if wanted grpc; then
  mkdir -p "$TEMP/grpc"
  cp "$here"/grpc/*.json "$here"/grpc/*.mjs "$here"/grpc/*.proto "$here/checks.mjs" "$TEMP/grpc/"
  (cd "$TEMP/grpc" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >"$OUT/grpc-npm.log" 2>&1
  node "$TEMP/grpc/server.mjs" >"$OUT/grpc-server.log" 2>&1 &
  started+=($!)
  node "$TEMP/grpc/server.mjs" "$TLS" >"$OUT/grpc-server-tls.log" 2>&1 &
  started+=($!)
  if plain=$(first_line "$OUT/grpc-server.log" 'grpc (127[0-9.:]+)') &&
    secure=$(first_line "$OUT/grpc-server-tls.log" 'grpc (127[0-9.:]+)'); then
    between plain "$plain" "url = \"http://$plain\", http2 = prior-knowledge"
    between tls "$secure" "url = \"https://$secure\", http2 = negotiated, tls { ca = \"$TLS/ca.crt\", server-name = upstream.test }"
  fi
fi
