# Part downstream: what clients may speak to the sidecar; sourced by run.
part=downstream
if wanted downstream curl-http2 nghttp h2load openssl python-ssl node-http2 chromium-http2 drain; then
  if . "$here/downstream/front.sh"; then
    export BASE=http://$PLAIN
    client curl-http2 curl bash "$here/downstream/curl.sh"
    client nghttp nghttp bash "$here/downstream/nghttp.sh"
    client h2load h2load bash "$here/downstream/h2load.sh"
    client openssl openssl bash "$here/downstream/openssl.sh"
    client python-ssl python3 python3 "$here/downstream/tls_client.py"
    client node-http2 node node "$here/downstream/http2.mjs"
    client chromium-http2 chromium bash "$here/downstream/chromium.sh"
    client drain node bash "$here/downstream/drain.sh"
  fi
fi
