"""What uvicorn (app:asgi) and gunicorn (app:wsgi) serve in part upstream: the same endpoints as backend.py, the few that it asks."""

import asyncio
import hashlib
import json
import time
from collections import defaultdict

BODY = b"".join(b"line %05d of a body that everybody can check\n" % n for n in range(1000))
BIG = (BODY * 228)[: 1 << 20]
FOR_ALL = {"Cache-Control": "max-age=300"}
FOR_NOBODY = {"Cache-Control": "no-store"}
ASKED = defaultdict(int)
GONE = set()


def sized(status, body, fields):
    return status, {**fields, "Content-Length": str(len(body))}, [(0, body)]


def answer(method, path, seen, body):
    """Status, fields and the pieces of the body, each with the seconds to wait before it."""
    kind, _, name = path[1:].partition("/")
    ASKED[path] += 1
    if kind == "counted":
        return sized(200, b"answer %d\n" % ASKED[path], FOR_ALL)
    if kind == "big":
        return sized(200, BIG, FOR_ALL)
    if kind == "upload":
        told = {"method": method, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
        return sized(200, json.dumps(told).encode(), FOR_NOBODY)
    if kind == "seen":
        return sized(200, json.dumps({"path": path, **seen}).encode(), FOR_NOBODY)
    if kind == "chunked":
        return 200, FOR_ALL, ((0, BODY[first : first + 7000]) for first in range(0, len(BODY), 7000))
    if kind == "slow":
        return 200, FOR_NOBODY, ((0.2 if line else 0, b"line %d\n" % line) for line in range(5))
    if kind == "cut":
        return 200, {**FOR_ALL, "Content-Length": "99999"}, [(0, BODY)]
    if kind == "endless":
        return 200, FOR_NOBODY, endless(name)
    if kind == "gone":
        return 200, FOR_NOBODY, gone(name)
    return sized(404, b"nothing here\n", {})


def endless(name):
    try:
        while True:
            yield 0.01, b"x" * 16384
    finally:
        GONE.add(name)


def gone(name):
    for _ in range(100):
        if name in GONE:
            yield 0, b"gone\n"
            return
        yield 0.1, b""
    yield 0, b"still there\n"


def wsgi(environ, start_response):
    seen = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    body = environ["wsgi.input"].read() if environ["REQUEST_METHOD"] not in ("GET", "HEAD") else b""
    status, fields, pieces = answer(environ["REQUEST_METHOD"], environ["PATH_INFO"], seen, body)
    start_response(f"{status} As it is", list(fields.items()))

    def waiting():
        try:
            for seconds, piece in pieces:
                time.sleep(seconds)
                yield piece
        finally:
            getattr(pieces, "close", lambda: None)()

    return waiting() if environ["REQUEST_METHOD"] != "HEAD" else []


async def asgi(scope, receive, send):
    if scope["type"] != "http":
        return
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    seen = {name.decode(): value.decode() for name, value in scope["headers"]}
    status, fields, pieces = answer(scope["method"], scope["path"], seen, body)
    listed = [(name.lower().encode(), value.encode()) for name, value in fields.items()]
    await send({"type": "http.response.start", "status": status, "headers": listed})
    left = asyncio.ensure_future(receive())  # the next to come is that the client went
    if scope["method"] != "HEAD":
        for seconds, piece in pieces:
            await asyncio.sleep(seconds)
            if left.done():
                getattr(pieces, "close", lambda: None)()
                return
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    left.cancel()
    await send({"type": "http.response.body", "body": b""})
