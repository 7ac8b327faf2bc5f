# Part upstream: what the sidecar may speak to backends; sourced by run.
part=upstream
if wanted upstream backends proxied node-upstream nghttpd rewriting; then
  . "$here/upstream/servers.sh"
  if . "$here/upstream/front.sh"; then
    client backends curl bash "$here/upstream/backends.sh"
    client proxied haproxy bash "$here/upstream/proxied.sh"
    client node-upstream node bash "$here/upstream/node.sh"
    client nghttpd nghttpd bash "$here/upstream/nghttpd.sh"
    client rewriting curl bash "$here/upstream/rewriting.sh"
  fi
fi
