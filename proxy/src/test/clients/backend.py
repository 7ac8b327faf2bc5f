"""The backend that the real clients ask: a plain HTTP/1.1 server on the standard library, its streams and WebSockets by hand.

    backend.py OUTDIR           listens on a free port of 127.0.0.1, prints its URL
    backend.py OUTDIR 1.0       the same in HTTP/1.0: each answer ends with its connection, nothing is chunked

OUTDIR gets websocket-server.txt and sse-server.txt, the server's side of the streams.
"""

import gzip
import hashlib
import json
import re
import sys
import threading
import time
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import websocket as ws

OUT = sys.argv[1]
VERSION = sys.argv[2] if len(sys.argv) > 2 else "1.1"
BODY = b"".join(b"line %05d of a body that everybody can check\n" % n for n in range(1000))
ETAG = '"' + hashlib.sha256(BODY).hexdigest()[:16] + '"'
MODIFIED = "Mon, 02 Mar 2026 10:00:00 GMT"
MANY = BODY * 228  # a little over 10 MiB
LOCK = threading.Condition()
ASKED = defaultdict(int)  # path: how many requests for it came here
WAITING = defaultdict(int)  # path: how many long polls wait
TOLD = {}  # path: what the next ones to wake up hear
REPORTS = {}  # name: what a client left at /beacon/NAME
GONE = set()  # names of endless bodies whose reader went away
STARTED = time.time()


def log(name, line):
    with LOCK, open(f"{OUT}/{name}", "a") as file:
        file.write(f"{time.time() - STARTED:8.3f} {line}\n")


class Backend(BaseHTTPRequestHandler):
    protocol_version = f"HTTP/{VERSION}"
    disable_nagle_algorithm = True

    def do_GET(self):
        self.route = self.path.split("?")[0]
        with LOCK:
            ASKED[self.route] += 1
        self.count = ASKED[self.route]
        endpoint = getattr(self, "at_" + self.route.split("/")[1].replace("-", "_"), None)
        if endpoint is None:
            self.answer(404, b"nothing here\n")
        else:
            endpoint()

    do_HEAD = do_POST = do_PUT = do_GET

    def handle_expect_100(self):
        if self.path.startswith("/refuse/"):  # a final answer in place of 100, the body stays with the client
            self.close_connection = True
            self.answer(403, b"not wanted\n", {"Connection": "close"})
            return False
        return super().handle_expect_100()

    def answer(self, status, body=b"", fields=None):
        self.send_response(status)
        for name, value in (fields or {}).items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def body(self):
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        read = bytearray()
        while size := int(self.rfile.readline().split(b";")[0], 16):
            read += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return bytes(read)

    def chunk(self, data):
        self.wfile.write(data if VERSION == "1.0" else b"%x\r\n%s\r\n" % (len(data), data))

    def last_chunk(self, trailers=b""):
        if VERSION == "1.1":
            self.wfile.write(b"0\r\n%s\r\n" % trailers)

    def start_chunked(self, **fields):
        self.send_response(200)
        if VERSION == "1.1":
            self.send_header("Transfer-Encoding", "chunked")
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    # What a cache may and may not keep

    def at_cached(self):
        fields = {"Cache-Control": "max-age=300", "ETag": ETAG, "Last-Modified": MODIFIED, "Accept-Ranges": "bytes"}
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if ETAG in self.headers.get("If-None-Match", "") or self.headers.get("If-Modified-Since") == MODIFIED:
            self.answer(304, fields=fields)
        elif wanted:
            first, last = int(wanted[1]), min(int(wanted[2] or len(BODY)), len(BODY) - 1)
            self.answer(206, BODY[first : last + 1], {**fields, "Content-Range": f"bytes {first}-{last}/{len(BODY)}"})
        else:
            self.answer(200, BODY, fields)

    def at_uncached(self):
        self.body()
        self.answer(200, b"answer %d\n" % self.count, {"Cache-Control": "no-store"})

    def at_counted(self):
        """How often it was asked, in all methods; a copy of it tells by its number how old it is."""
        self.body()
        self.answer(200, b"answer %d\n" % self.count, {"Cache-Control": "max-age=300"})

    at_principal = at_counted

    def at_gzip(self):
        fields = {"Cache-Control": "max-age=300", "Vary": "Accept-Encoding"}
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            self.answer(200, gzip.compress(BODY, mtime=0), {**fields, "Content-Encoding": "gzip"})
        else:
            self.answer(200, BODY, fields)

    # Framing

    def at_chunked(self):
        self.start_chunked(Cache_Control="max-age=300")
        for first in range(0, len(BODY), 7000):
            self.chunk(BODY[first : first + 7000])
        self.last_chunk()

    def at_trailers(self):
        self.start_chunked(Trailer="X-Digest", Cache_Control="no-store")
        self.chunk(BODY)
        self.last_chunk(b"X-Digest: %s\r\n" % hashlib.sha256(BODY).hexdigest().encode())

    def at_until_close(self):
        self.close_connection = True
        self.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n" + BODY)

    def at_cut(self):
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 200 OK\r\nCache-Control: max-age=300\r\nContent-Length: 99999\r\n\r\n" + BODY)

    def at_hints(self):
        self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n")
        self.answer(200, b"after the hints\n")

    def at_big(self):
        self.answer(200, MANY[: 1 << 20], {"Cache-Control": "max-age=300"})

    def at_many(self):
        self.answer(200, MANY, {"Cache-Control": "no-store"})

    # Request bodies

    def at_upload(self):
        got = self.body()
        told = {"method": self.command, "bytes": len(got), "sha256": hashlib.sha256(got).hexdigest()}
        told["chunked"] = "Transfer-Encoding" in self.headers
        self.answer(200, json.dumps(told).encode() + b"\n", {"Content-Type": "application/json"})

    at_refuse = at_upload

    # Streams and waits

    def at_sse(self):
        """Five events, 200 ms apart, then the end; a client that comes back goes on behind its Last-Event-ID."""
        last = int(self.headers.get("Last-Event-ID") or 0)
        log("sse-server.txt", f"{self.path} opened, Last-Event-ID {last}")
        self.start_chunked(Content_Type="text/event-stream", Cache_Control="no-cache")
        self.chunk(b"retry: 100\n\n")
        for event in range(last + 1, last + 6):
            data = json.dumps({"event": event, "connection": self.count, "sentMillis": int(time.time() * 1000)})
            self.chunk(f"id: {event}\ndata: {data}\n\n".encode())
            log("sse-server.txt", f"{self.path} > event {event}")
            time.sleep(0.2)
        self.last_chunk()
        log("sse-server.txt", f"{self.path} ended")

    def at_slow(self):
        """Five lines, 200 ms apart."""
        self.start_chunked(Cache_Control="no-store")
        for line in range(5):
            self.chunk(b"line %d\n" % line)
            time.sleep(0.2)
        self.last_chunk()

    def at_poll(self):
        """GET waits for what the next POST says; POST?waiters=N waits for N of them and says how many it woke."""
        if self.command == "POST":
            told, wanted = self.body(), int(self.path.partition("waiters=")[2] or 1)
            with LOCK:
                LOCK.wait_for(lambda: WAITING[self.route] >= wanted, timeout=3)
                woken, TOLD[self.route] = WAITING[self.route], told
                LOCK.notify_all()
            return self.answer(200, b"%d\n" % woken)
        with LOCK:
            TOLD.pop(self.route, None)
            WAITING[self.route] += 1
            LOCK.notify_all()
            LOCK.wait_for(lambda: self.route in TOLD, timeout=30)
            WAITING[self.route] -= 1
            told = TOLD.get(self.route, b"nothing\n")
        self.answer(200, told)

    def at_endless(self):
        self.start_chunked(Cache_Control="no-store")
        name = self.route.split("/")[2]
        try:
            while True:
                self.chunk(b"x" * 16384)
                time.sleep(0.01)
        except OSError:
            self.close_connection = True
            with LOCK:
                GONE.add(name)
                LOCK.notify_all()

    # What the checks ask the backend itself

    def at_gone(self):
        with LOCK:
            gone = LOCK.wait_for(lambda: self.route.split("/")[2] in GONE, timeout=10)
        self.answer(200, b"gone\n" if gone else b"still there\n")

    def at_asked(self):
        self.answer(200, b"%d\n" % ASKED[self.route.removeprefix("/asked")])

    def at_beacon(self):
        left = self.body()
        with LOCK:
            REPORTS[self.route] = left
            LOCK.notify_all()
        self.answer(204)

    def at_report(self):
        name = self.route.replace("/report", "/beacon")
        with LOCK:
            LOCK.wait_for(lambda: name in REPORTS, timeout=60)
        self.answer(200 if name in REPORTS else 504, REPORTS.get(name, b""))

    def at_seen(self):
        """The request's fields as they came here."""
        seen = {name.lower(): value for name, value in self.headers.items()}
        self.answer(200, json.dumps({"path": self.path, **seen}).encode() + b"\n", {"Cache-Control": "no-store"})

    def page(self, name):
        with open(f"{sys.path[0]}/{name}", "rb") as page:
            self.answer(200, page.read(), {"Content-Type": "text/html; charset=utf-8"})

    def at_page(self):
        self.page("page.html")

    def at_gallery(self):
        self.page("downstream/gallery.html")

    def at_tile(self):
        """A picture that the sidecar keeps and the browser does not."""
        fields = {"Content-Type": "image/svg+xml", "Cache-Control": "no-store", "CDN-Cache-Control": "max-age=300"}
        self.answer(200, b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><!-- %s --></svg>' % self.route.encode(), fields)

    # WebSocket

    def at_ws(self):
        if self.headers.get("Upgrade", "").lower() != "websocket":
            return self.answer(426, b"a WebSocket lives here\n", {"Upgrade": "websocket", "Connection": "Upgrade"})
        self.close_connection = True
        if self.route == "/ws/refused":
            return self.answer(403, b"no WebSocket for you\n", {"Connection": "close"})
        agreed = ws.accept(self.headers["Sec-WebSocket-Key"]).encode()
        # The greeting leaves with the head of the 101: bytes of the new protocol right behind it must not be lost.
        self.wfile.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + agreed + b"\r\n\r\n" + ws.frame(ws.TEXT, b"welcome")
        )
        Echo(self.rfile, self.wfile, self.path).run()


class Echo:
    """A WebSocket that returns messages, and answers the texts "fragments" and "close" with what they say."""

    def __init__(self, rfile, wfile, path):
        self.rfile, self.wfile, self.path = rfile, wfile, path
        self.closing = False  # once we sent a close first

    def send(self, opcode, payload, fin=True):
        log("websocket-server.txt", f"{self.path} > {ws.describe(opcode, fin, payload)}")
        self.wfile.write(ws.frame(opcode, payload, fin))

    def run(self):
        log("websocket-server.txt", f"{self.path} opened")
        opcode_of_message, message = None, b""
        try:
            while got := ws.read_frame(self.rfile):
                opcode, fin, masked, payload = got
                log("websocket-server.txt", f"{self.path} < {ws.describe(opcode, fin, payload)} masked={int(masked)}")
                if opcode == ws.PING:
                    self.send(ws.PONG, payload)
                elif opcode == ws.CLOSE:
                    if not self.closing:
                        self.send(ws.CLOSE, payload)
                    break
                elif opcode != ws.PONG:
                    opcode_of_message, message = opcode or opcode_of_message, message + payload
                    if fin:
                        self.reply(opcode_of_message, message)
                        message = b""
        except OSError as failure:
            log("websocket-server.txt", f"{self.path} failed: {failure}")
        log("websocket-server.txt", f"{self.path} ended")

    def reply(self, opcode, message):
        if message == b"fragments":  # one message in three frames, a ping between two of them
            self.send(ws.TEXT, b"one ", fin=False)
            self.send(ws.PING, b"are you there")
            self.send(ws.CONTINUATION, b"two ", fin=False)
            self.send(ws.CONTINUATION, b"three")
        elif message == b"close":
            self.closing = True
            self.send(ws.CLOSE, ws.close_payload(4001, "as you asked"))
        else:
            self.send(opcode, message)


if __name__ == "__main__":
    ThreadingHTTPServer.daemon_threads = True
    ThreadingHTTPServer.request_queue_size = 256  # a hundred streams may come as a hundred connections
    server = ThreadingHTTPServer(("127.0.0.1", 0), Backend)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
