"""A bare WebSocket client that does what browsers cannot: frames of its own making; started by run."""

import os
import platform
import socket
import time

import websocket as ws
from checks import ADDRESS, HOST, PORT, Checks

KEY = "dGhlIHNhbXBsZSBub25jZQ=="


class Client:
    def __init__(self, checks, path, behind_head=b""):
        self.checks = checks
        self.socket = socket.create_connection((HOST, int(PORT)), timeout=10)
        head = (
            f"GET {path} HTTP/1.1\r\nHost: {ADDRESS}\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
            f"Sec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\nOrigin: http://{ADDRESS}\r\n\r\n"
        )
        self.socket.sendall(head.encode() + behind_head)
        self.stream = self.socket.makefile("rb")
        self.head = []
        while line := self.stream.readline().strip():
            self.head.append(line.decode())
        checks.note(f"{path} answered {self.head}")

    def send(self, opcode, payload=b"", fin=True):
        self.checks.note(f"> {ws.describe(opcode, fin, payload)}")
        self.socket.sendall(ws.frame(opcode, payload, fin, masked=True))

    def read(self):
        """(opcode, payload) of the next frame."""
        got = ws.read_frame(self.stream)
        if got is None:
            return "ended", b""
        opcode, fin, _, payload = got
        self.checks.note(f"< {ws.describe(opcode, fin, payload)}")
        return opcode, payload

    def ended(self):
        return self.stream.read(1) == b""


def frames(checks):
    client = Client(checks, "/ws/bare")
    checks.that("101", client.head[0].startswith("HTTP/1.1 101"), client.head)
    fields = [line.lower() for line in client.head]
    checks.that("the accept is right", f"sec-websocket-accept: {ws.accept(KEY).lower()}" in fields, client.head)
    checks.that("Upgrade and Connection", {"upgrade: websocket", "connection: upgrade"} <= set(fields), client.head)
    checks.same("bytes right behind the 101", (ws.TEXT, b"welcome"), client.read())
    client.send(ws.TEXT, b"hello")
    checks.same("text", (ws.TEXT, b"hello"), client.read())
    client.send(ws.TEXT, b"one ", fin=False)
    client.send(ws.PING, b"in between")
    checks.same("a ping between two fragments is answered at once", (ws.PONG, b"in between"), client.read())
    client.send(ws.CONTINUATION, b"message", fin=True)
    checks.same("a fragmented message", (ws.TEXT, b"one message"), client.read())
    for size in (0, 125, 126, 65535, 65536, 1 << 20):
        payload = os.urandom(size)
        client.send(ws.BINARY, payload)
        checks.that(f"binary of {size} bytes", client.read() == (ws.BINARY, payload), "something else")
    client.send(ws.TEXT, b"fragments")
    got = [client.read() for _ in range(4)]
    wanted = [(ws.TEXT, b"one "), (ws.PING, b"are you there"), (ws.CONTINUATION, b"two "), (ws.CONTINUATION, b"three")]
    checks.same("the server's fragments and ping stay as they are", wanted, got)
    client.send(ws.PONG, b"are you there")
    client.send(ws.CLOSE, ws.close_payload(4000, "done"))
    checks.same("close and its code", (ws.CLOSE, ws.close_payload(4000, "done")), client.read())
    checks.that("then the connection ends", client.ended())


def server_closes(checks):
    client = Client(checks, "/ws/bare-closed")
    client.read()
    client.send(ws.TEXT, b"close")
    checks.same("the server's close", (ws.CLOSE, ws.close_payload(4001, "as you asked")), client.read())
    client.send(ws.CLOSE, ws.close_payload(4001))
    checks.that("then the connection ends too", client.ended())


def early_frames(checks):
    client = Client(checks, "/ws/bare-early", behind_head=ws.frame(ws.TEXT, b"early", masked=True))
    client.read()
    checks.same("a frame right behind the request is not lost", (ws.TEXT, b"early"), client.read())
    client.socket.close()


def back_pressure(checks):
    """64 MiB in messages of 1 MiB, with the reader asleep at first: both directions wait, nothing is lost."""
    client = Client(checks, "/ws/bare-many")
    client.read()
    payload = os.urandom(1 << 20)
    client.socket.settimeout(1)
    sent = 0
    raw = ws.frame(ws.BINARY, payload, masked=True)
    try:
        while sent < 64 * len(raw):
            sent += client.socket.send(raw[sent % len(raw) :])
    except TimeoutError:
        pass
    checks.that(f"who does not read is held back ({sent >> 20} MiB went)", 0 < sent < 64 << 20, sent)
    client.socket.settimeout(20)
    whole = [client.read() == (ws.BINARY, payload) for _ in range(sent // len(raw))]
    checks.that(f"then all {len(whole)} messages come", whole and all(whole), whole)
    client.socket.close()


def refused(checks):
    client = Client(checks, "/ws/refused")
    checks.that("a refusal is an answer like any", client.head[0].startswith("HTTP/1.1 403"), client.head)
    client.socket.close()


def client_gone(checks):
    client = Client(checks, "/ws/bare-gone")
    client.read()
    client.stream.close()
    client.socket.close()
    log = f"{os.environ['OUT']}/websocket-server.txt"
    deadline = time.time() + 10
    while (ended := "/ws/bare-gone ended" in open(log).read()) is False and time.time() < deadline:
        time.sleep(0.1)
    checks.that("the backend sees the client go without a close", ended, "still open")


if __name__ == "__main__":
    checks = Checks("websocket", f"frames by hand, Python {platform.python_version()}")
    for run in (frames, server_closes, early_frames, back_pressure, refused, client_gone):
        checks.scenario(run)
