"""WebSocket frames (RFC 6455), as little as the checks need: both sides read and write them by hand."""

import base64
import hashlib
import os
import struct

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
NAMES = {0: "continuation", 1: "text", 2: "binary", 8: "close", 9: "ping", 10: "pong"}


def accept(key):
    """The Sec-WebSocket-Accept that answers a Sec-WebSocket-Key."""
    digest = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
    return base64.b64encode(digest).decode()


def mask(payload, key):
    repeated = (key * (len(payload) // 4 + 1))[: len(payload)]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")).to_bytes(len(payload), "big")


def frame(opcode, payload=b"", fin=True, masked=False):
    first = (0x80 if fin else 0) | opcode
    flag = 0x80 if masked else 0
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", first, flag | size)
    elif size < 65536:
        head = struct.pack("!BBH", first, flag | 126, size)
    else:
        head = struct.pack("!BBQ", first, flag | 127, size)
    if not masked:
        return head + payload
    key = os.urandom(4)
    return head + key + mask(payload, key)


def read_frame(stream):
    """(opcode, fin, masked, payload) from a buffered stream; None where it has ended."""
    head = stream.read(2)
    if len(head) < 2:
        return None
    opcode, fin, masked, size = head[0] & 15, bool(head[0] & 0x80), bool(head[1] & 0x80), head[1] & 127
    if size == 126:
        (size,) = struct.unpack("!H", stream.read(2))
    elif size == 127:
        (size,) = struct.unpack("!Q", stream.read(8))
    key = stream.read(4) if masked else b""
    payload = stream.read(size)
    return opcode, fin, masked, mask(payload, key) if masked else payload


def close_payload(code, reason=""):
    return struct.pack("!H", code) + reason.encode()


def describe(opcode, fin, payload):
    """A frame in a line of a transcript."""
    if opcode == CLOSE:
        shown = f"{struct.unpack('!H', payload[:2])[0]} {payload[2:].decode()!r}" if payload else "no code"
    elif len(payload) > 40:
        shown = f"sha256 {hashlib.sha256(payload).hexdigest()[:16]}"
    else:
        shown = repr(payload)
    return f"{NAMES.get(opcode, opcode):12} fin={int(fin)} {len(payload):8} bytes  {shown}"
