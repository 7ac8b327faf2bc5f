"""Python's http.client through the sidecar; started by run."""

import hashlib
import http.client
import json
import platform
import time
import urllib.request

from checks import BACKEND, CACHE, HOST, PORT, Checks

UPLOAD = bytes(range(256)) * 4 * 1024 * 10  # 10 MiB
BODY = urllib.request.urlopen(f"{BACKEND}/cached/reference").read()


def connect():
    return http.client.HTTPConnection(HOST, int(PORT), timeout=30)


def ask(checks, connection, method, path, body=None, fields=None, **how):
    """The response, read; its body as .got."""
    connection.request(method, path, body, fields or {}, **how)
    response = connection.getresponse()
    response.got = response.read()
    shown = {name: value for name, value in response.getheaders() if name not in ("Date", "Server")}
    checks.note(f"{method} {path} {fields or ''} -> {response.status} {len(response.got)} bytes {shown}")
    return response


def hit(response):
    return not CACHE or response.getheader("Cache-Status", "").startswith("nearside; hit")


def reading_on_one_connection(checks):
    connection = connect()
    first = ask(checks, connection, "GET", "/cached/python")
    used = connection.sock
    checks.same("GET", (200, BODY), (first.status, first.got))
    checks.that("the first is a miss", not CACHE or "fwd=uri-miss" in first.getheader("Cache-Status", ""), first.getheaders())
    second = ask(checks, connection, "GET", "/cached/python")
    checks.that("the second is a hit", second.got == BODY and hit(second), second.getheaders())
    head = ask(checks, connection, "HEAD", "/cached/python")
    checks.same("HEAD", (200, str(len(BODY)), b""), (head.status, head.getheader("Content-Length"), head.got))
    part = ask(checks, connection, "GET", "/cached/python", fields={"Range": "bytes=46-91"})
    checks.same("Range", (206, BODY[46:92]), (part.status, part.got))
    same = ask(checks, connection, "GET", "/cached/python", fields={"If-None-Match": first.getheader("ETag")})
    checks.that("If-None-Match", (same.status, same.got) == (304, b"") and hit(same), same.getheaders())
    chunked = ask(checks, connection, "GET", "/chunked/python")
    checks.same("chunked", (200, BODY), (chunked.status, chunked.got))
    posted = ask(checks, connection, "POST", "/upload/python", b"between two reads")
    checks.same("POST", 17, json.loads(posted.got)["bytes"])
    missing = ask(checks, connection, "GET", "/nothing/python")
    checks.same("404", 404, missing.status)
    again = ask(checks, connection, "GET", "/cached/python")
    checks.that("all of it on one connection", again.got == BODY and connection.sock is used, connection.sock)
    connection.close()


def uploads(checks):
    digest = hashlib.sha256(UPLOAD).hexdigest()
    posted = ask(checks, connect(), "POST", "/upload/python", UPLOAD)
    told = json.loads(posted.got)
    checks.same("POST of 10 MiB", (digest, False), (told["sha256"], told["chunked"]))
    pieces = (UPLOAD[first : first + 50_000] for first in range(0, len(UPLOAD), 50_000))
    put = ask(checks, connect(), "PUT", "/upload/python", pieces, encode_chunked=True)
    told = json.loads(put.got)
    checks.same("chunked PUT of 10 MiB", ("PUT", digest, True), (told["method"], told["sha256"], told["chunked"]))


def expect(checks, path):
    """A connection with the head of a request sent that expects 100."""
    connection = connect()
    connection.putrequest("POST", path)
    connection.putheader("Content-Length", str(len(UPLOAD)))
    connection.putheader("Expect", "100-continue")
    connection.endheaders()
    return connection


def expecting_100(checks):
    connection = expect(checks, "/upload/python")
    interim = b""
    while b"\r\n\r\n" not in interim and (got := connection.sock.recv(1)):
        interim += got
    checks.note(f"before any byte of the body: {interim}")
    checks.that("100 comes before the body", interim.startswith(b"HTTP/1.1 100 "), interim)
    connection.send(UPLOAD)
    response = connection.getresponse()
    checks.same("and the body arrives", len(UPLOAD), json.loads(response.read())["bytes"])

    connection = expect(checks, "/upload/python")
    connection.send(UPLOAD)  # does not wait: http.client itself skips the 100
    response = connection.getresponse()
    checks.same("a client that does not wait for 100", len(UPLOAD), json.loads(response.read())["bytes"])

    response = expect(checks, "/refuse/python").getresponse()
    checks.same("a refusal in place of 100", (403, b"not wanted\n"), (response.status, response.read()))


def streams(checks):
    connection = connect()
    connection.request("GET", "/sse/python", headers={"Accept": "text/event-stream"})
    response = connection.getresponse()
    arrived = []
    while line := response.readline():
        if line.startswith(b"data:"):
            arrived.append(time.time())
            checks.note(f"event: {line}")
    checks.same("five events", 5, len(arrived))
    checks.that("the events come one by one", arrived[-1] - arrived[0] > 0.6, arrived)

    connection.request("GET", "/endless/python")
    response = connection.getresponse()
    response.read(100_000)
    response.close()
    connection.close()
    gone = urllib.request.urlopen(f"{BACKEND}/gone/python").read()
    checks.same("the backend is let go when the client goes", b"gone\n", gone)


def cut_short(checks):
    for count in ("first", "second"):
        try:
            ask(checks, connect(), "GET", "/cut/python")
            checks.that(f"cut short looks cut short, the {count} time", False, "a whole body")
        except http.client.IncompleteRead as read:
            checks.same(f"cut short looks cut short, the {count} time", BODY, read.partial)
    asked = urllib.request.urlopen(f"{BACKEND}/asked/cut/python").read()
    checks.same("and was not stored", b"2\n", asked)


def http_1_0(checks):
    connection = connect()
    connection._http_vsn, connection._http_vsn_str = 10, "HTTP/1.0"
    response = ask(checks, connection, "GET", "/chunked/python", fields={"Connection": "close"})
    checks.same("HTTP/1.0", (200, BODY), (response.status, response.got))


if __name__ == "__main__":
    checks = Checks("http.client", f"http.client of Python {platform.python_version()}")
    for run in (reading_on_one_connection, uploads, expecting_100, streams, cut_short, http_1_0):
        checks.scenario(run)
