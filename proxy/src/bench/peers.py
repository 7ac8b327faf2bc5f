"""The servers that are compared: how each is started so that all do the same work."""
import os
import shutil
import sys
from pathlib import Path

from machine import HERE

ORIGIN_PORT = 9100
REDIS_PORT = 9379
LUA = "/usr/lib/nginx/modules/ngx_http_lua_module.so"
MANY = "keepalive_requests 1000000000; keepalive_timeout 600;"


def nginx_conf(machine, name, server, top="", http="", workers=1):
    base = f"{machine.dir}/{name}"
    return machine.write(f"{name}.conf", f"""
{top} daemon off; worker_processes {workers}; pid {base}.pid; error_log {base}.err;
events {{ worker_connections 4096; }}
http {{ access_log off; {MANY} sendfile on; open_file_cache max=20000 inactive=600s; {http}
 types {{ application/json json; application/octet-stream bin; }}
 client_body_temp_path {base}-1; proxy_temp_path {base}-2; fastcgi_temp_path {base}-3; uwsgi_temp_path {base}-4; scgi_temp_path {base}-5;
 upstream o {{ server 127.0.0.1:{ORIGIN_PORT}; keepalive 128; keepalive_requests 1000000000; }}
 server {{ {server} }} }}
""")


def origin(machine, core):
    root = machine.dir / "www"
    if not shutil.which("nginx"):
        return machine.spawn("origin", [sys.executable, str(HERE / "origin.py"), str(ORIGIN_PORT), str(root)], core)
    conf = nginx_conf(machine, "origin", f"""listen 127.0.0.1:{ORIGIN_PORT} backlog=4096; root {root};
  location / {{ add_header Cache-Control "public, max-age=3600"; }}
  location /nostore/ {{ alias {root}/; add_header Cache-Control "no-store"; }}""")
    return machine.spawn("origin", ["nginx", "-c", conf], core)


def _nginx(machine, name, port, core, threads, listen="", server=""):
    cache = f"proxy_cache_path {machine.dir}/{name}-cache levels=1:2 keys_zone=c:64m max_size=1g use_temp_path=off; http2_max_requests 1000000000;"
    conf = nginx_conf(machine, name, f"""listen 127.0.0.1:{port} backlog=4096 {listen}; {server}
  location / {{ proxy_pass http://o; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_cache c; }}""", http=cache, workers=threads)
    return machine.spawn(name, ["nginx", "-c", conf], core)


def nginx(machine, port, core, threads):
    return _nginx(machine, "nginx", port, core, threads)


def nginx_h2c(machine, port, core, threads):
    return _nginx(machine, "nginx_h2c", port, core, threads, "http2")


def nginx_tls(machine, port, core, threads):
    crt, key = machine.certificate()
    return _nginx(machine, "nginx_tls", port, core, threads, "ssl", f"ssl_certificate {crt}; ssl_certificate_key {key};")


def _haproxy(machine, name, port, core, threads, bind=""):
    conf = machine.write(f"{name}.cfg", f"""
global
  nbthread {threads}
  maxconn 4000
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  http-reuse always
cache c
  total-max-size 256
  max-object-size 1000000
  max-age 3600
frontend f
  bind 127.0.0.1:{port} backlog 4096 {bind}
  filter cache c
  http-request cache-use c
  http-response cache-store c
  default_backend b
backend b
  server s 127.0.0.1:{ORIGIN_PORT}
""")
    return machine.spawn(name, ["haproxy", "-db", "-f", conf], core)


def haproxy(machine, port, core, threads):
    return _haproxy(machine, "haproxy", port, core, threads)


def haproxy_h2c(machine, port, core, threads):
    return _haproxy(machine, "haproxy_h2c", port, core, threads, "proto h2")


def haproxy_tls(machine, port, core, threads):
    pem = machine.write("site.pem", "".join(Path(part).read_text() for part in machine.certificate()))
    return _haproxy(machine, "haproxy_tls", port, core, threads, f"ssl crt {pem}")


def varnish(machine, port, core, threads):
    vcl = machine.write("default.vcl", f'vcl 4.1; backend default {{ .host = "127.0.0.1"; .port = "{ORIGIN_PORT}"; }}\n')
    return machine.spawn("varnish", ["varnishd", "-F", "-j", "none", "-n", str(machine.dir / "varnish"), "-a", f"127.0.0.1:{port}", "-f", vcl,
                                     "-s", "malloc,512M", "-p", "thread_pools=1", "-p", "thread_pool_min=100", "-p", "feature=+http2"], core)


def trafficserver(machine, port, core, threads):
    base = machine.dir / "ats"
    for part in ("etc", "cache", "log", "run"):
        (base / part).mkdir(parents=True, exist_ok=True)
    shutil.copytree("/etc/trafficserver", base / "etc", dirs_exist_ok=True)
    machine.write("ats/etc/records.config", f"""
CONFIG proxy.config.http.server_ports STRING {port}
CONFIG proxy.config.exec_thread.autoconfig INT 0
CONFIG proxy.config.exec_thread.limit INT {threads}
CONFIG proxy.config.accept_threads INT 0
CONFIG proxy.config.cache.ram_cache.size INT 268435456
CONFIG proxy.config.reverse_proxy.enabled INT 1
CONFIG proxy.config.url_remap.remap_required INT 1
CONFIG proxy.config.log.logging_enabled INT 0
CONFIG proxy.config.http.cache.http INT 1
CONFIG proxy.config.http.cache.required_headers INT 0
CONFIG proxy.config.admin.user_id STRING trafficserver
""")
    machine.write("ats/etc/remap.config", f"map / http://127.0.0.1:{ORIGIN_PORT}/\n")
    machine.write("ats/etc/storage.config", f"{base}/cache 512M\n")
    places = {"prefix": base, "exec_prefix": "/usr", "bindir": "/usr/bin", "sbindir": "/usr/sbin", "sysconfdir": f"{base}/etc",
              "datadir": "/usr/share/trafficserver", "includedir": "/usr/include", "libdir": "/usr/lib/trafficserver",
              "libexecdir": "/usr/lib/trafficserver/modules", "localstatedir": f"{base}/run", "runtimedir": f"{base}/run",
              "logdir": f"{base}/log", "cachedir": f"{base}/cache"}
    machine.write("ats/runroot.yaml", "".join(f"{key}: {value}\n" for key, value in places.items()))
    os.system(f"chmod -R 777 {base}")
    return machine.spawn("trafficserver", ["traffic_server", f"--run-root={base}/runroot.yaml"], core)


def h2o(machine, port, core, threads):
    conf = machine.write("h2o.yaml", f"""
num-threads: {threads}
listen:
  host: 127.0.0.1
  port: {port}
hosts:
  default:
    paths:
      /:
        file.dir: {machine.dir}/www
        file.send-compressed: OFF
""")
    return machine.spawn("h2o", ["h2o", "-c", conf], core)


def floor(machine, port, core, threads):
    return machine.spawn("floor", [machine.compiled("floor"), str(port)], core)


def nginx_redis(machine, port, core, threads):
    modules = "load_module /usr/lib/nginx/modules/ndk_http_module.so; load_module " + LUA + ";"
    conf = nginx_conf(machine, "nginx_redis", f"""listen 127.0.0.1:{port} backlog=4096; default_type application/json;
  location /up {{ internal; rewrite ^/up(/.*)$ $1 break; proxy_pass http://o; proxy_http_version 1.1; proxy_set_header Connection ""; }}
  location / {{ content_by_lua_block {{
    local redis = require "nginx.redis"
    local r = redis:new()
    r:connect("127.0.0.1", {REDIS_PORT})
    local k = "ngx:" .. ngx.var.request_uri
    local v = r:get(k)
    if v == ngx.null or not v then
      v = ngx.location.capture("/up" .. ngx.var.request_uri).body
      r:setex(k, 3600, v)
    end
    r:set_keepalive(60000, 200)
    ngx.header["Content-Length"] = #v
    ngx.print(v)
  }} }}""", top=modules, http='lua_package_path "/usr/share/lua/5.1/?.lua;/usr/share/lua/5.1/nginx/?.lua;;";', workers=threads)
    return machine.spawn("nginx_redis", ["nginx", "-c", conf], core)


# Of each: how it is started, and what has to be there.
PEERS = {
    "floor": (floor, "gcc"), "nginx": (nginx, "nginx"), "haproxy": (haproxy, "haproxy"), "varnish": (varnish, "varnishd"),
    "trafficserver": (trafficserver, "traffic_server"), "h2o": (h2o, "h2o"),
    "nginx_h2c": (nginx_h2c, "nginx"), "haproxy_h2c": (haproxy_h2c, "haproxy"),
    "nginx_tls": (nginx_tls, "nginx"), "haproxy_tls": (haproxy_tls, "haproxy"),
    "nginx_redis": (nginx_redis, LUA),
}


def missing(name):
    """What a peer lacks on this machine, or None."""
    needed = PEERS[name][1]
    there = os.path.exists(needed) if needed.startswith("/") else shutil.which(needed)
    return None if there else needed
