"""The works: what is asked for, of whom, and the load generators that ask."""
import json
import os
import re

LUA_KEYS = """
local n = 0
request = function()
  n = (n * 1103515245 + 12345 + 7) % 2147483648
  return wrk.format("GET", "/k/" .. (math.floor(n / 65536) % 10000) .. ".json")
end
"""
CACHES = ["floor", "nginx", "haproxy", "varnish", "trafficserver"]
# Of each: the path, the peers, and what ours is configured with.
WORKS = {
    "hit1k": ("/item.json", CACHES, "plain"),
    "keys": ("/k/0.json", CACHES, "plain"),
    "hit100k": ("/big.bin", CACHES[1:], "plain"),
    "pass1k": ("/nostore/item.json", CACHES[1:], "plain"),
    "h2hit1k": ("/item.json", ["h2o", "nginx_h2c", "haproxy_h2c", "varnish"], "plain"),
    "tlshit1k": ("/item.json", ["nginx_tls", "haproxy_tls"], "tls"),
    "redishit1k": ("/item.json", ["nginx_redis"], "redis"),
}


def make_files(machine):
    root = machine.dir / "www"
    (root / "k").mkdir(parents=True)
    item = json.dumps({"id": 1, "name": "espresso machine", "tags": ["kitchen", "coffee"], "pad": "x" * 940})
    (root / "item.json").write_text(item)
    (root / "big.bin").write_bytes(os.urandom(100 * 1024))
    for number in range(10000):
        (root / "k" / f"{number}.json").write_text(item)


def ask(machine, port, work, seconds, connections, cores, threads=1):
    """Asks as fast as answers come: requests/s, how many, p99 in ms, and what went wrong."""
    if work == "h2hit1k":
        return h2load(machine, port, seconds, cores)
    scheme = "https" if work == "tlshit1k" else "http"
    command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--latency"]
    if work == "keys":
        command += ["-s", machine.write("keys.lua", LUA_KEYS)]
    out = machine.run(command + [f"{scheme}://127.0.0.1:{port}{WORKS[work][0]}"], cores)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))
    count = int(re.search(r"(\d+) requests in", out).group(1))
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", out).groups()
    wrong = re.findall(r"(Non-2xx or 3xx responses: \d+|Socket errors: .*)", out)
    return rate, count, float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit], " ".join(wrong)


def h2load(machine, port, seconds, cores):
    out = machine.run(["h2load", "-t1", "-c8", "-m16", f"-D{seconds}", f"http://127.0.0.1:{port}/item.json"], cores)
    rate = float(re.search(r"finished in [^,]+, ([\d.]+) req/s", out).group(1))
    succeeded, failed = re.search(r"(\d+) succeeded, (\d+) failed", out).groups()
    return rate, int(succeeded), float("nan"), "" if failed == "0" else f"failed {failed}"


def pace(machine, port, rate, seconds, connections, cores):
    """Asks for 1 KiB hits at a fixed rate: what pace prints."""
    out = machine.run([machine.compiled("pace"), str(port), "/item.json", str(rate), str(seconds), "0.3", str(connections)], cores)
    return json.loads(out) if out else None
