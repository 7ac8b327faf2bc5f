"""Python's ssl and http.client over TLS; started by run."""

import hashlib
import http.client
import json
import os
import platform
import socket
import ssl
import sys
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from checks import BACKEND, CACHE, OUT, Checks  # noqa: E402

TLS = os.environ["TLS"]
SECURE, DEMAND = (int(os.environ[name].split(":")[1]) for name in ("SECURE", "DEMAND"))
BODY = urllib.request.urlopen(f"{BACKEND}/cached/reference").read()
UPLOAD = bytes(range(256)) * 4 * 1024 * 10  # 10 MiB


def trusting(**how):
    context = ssl.create_default_context(cafile=f"{TLS}/ca.crt")
    for name, value in how.items():
        setattr(context, name, value)
    return context


def dial(context=None, name="one.test", port=SECURE, session=None):
    """A TLS connection as a client that knows this name would make it."""
    plain = socket.create_connection(("127.0.0.1", port), timeout=20)
    return (context or trusting()).wrap_socket(plain, server_hostname=name, session=session)


class Https(http.client.HTTPSConnection):
    def __init__(self, context=None, port=SECURE):
        super().__init__("one.test", port, timeout=30)
        self.dialled = context

    def connect(self):
        self.sock = dial(self.dialled, port=self.port)


def get(connection, path, method="GET", body=None, **fields):
    connection.request(method, path, body, fields)
    response = connection.getresponse()
    response.got = response.read()
    return response


def handshakes(checks):
    with dial() as sock:
        checks.note(f"{sock.version()} {sock.cipher()} {sock.getpeercert()['subject']}")
        checks.same("TLS 1.3", "TLSv1.3", sock.version())
        checks.same("no ALPN asked, none said", None, sock.selected_alpn_protocol())
    for offered, wanted in ((["h2", "http/1.1"], "h2"), (["http/1.1"], "http/1.1"), (["http/1.1", "h2"], "h2")):
        context = trusting()
        context.set_alpn_protocols(offered)
        with dial(context) as sock:
            checks.same(f"ALPN of {' and '.join(offered)}", wanted, sock.selected_alpn_protocol())
    with dial(trusting(maximum_version=ssl.TLSVersion.TLSv1_2)) as sock:
        checks.same("TLS 1.2", "TLSv1.2", sock.version())
    with dial(name="api.two.test") as sock:
        checks.same("SNI", "two.test", dict(sock.getpeercert()["subject"][0])["commonName"])
    try:
        dial(name="elsewhere.test").close()
        checks.that("a name that no certificate has", False, "taken")
    except ssl.SSLCertVerificationError as refused:
        checks.that("a name that no certificate has", "Hostname mismatch" in str(refused), refused)


def resumption(checks):
    context = trusting(maximum_version=ssl.TLSVersion.TLSv1_2)
    with dial(context) as sock:
        session = sock.session
    with dial(context, session=session) as sock:
        checks.same("TLS 1.2 is resumed", True, sock.session_reused)
    context = trusting()
    connection = Https(context)
    get(connection, "/cached/python-ssl")  # TLS 1.3 hands its tickets out behind the handshake
    session = connection.sock.session
    with dial(context, session=session) as sock:
        checks.same("TLS 1.3 is resumed", True, sock.session_reused)


def requests(checks):
    connection = Https()
    first = get(connection, "/cached/python-ssl2")
    used = connection.sock
    checks.same("GET", (200, BODY), (first.status, first.got))
    second = get(connection, "/cached/python-ssl2")
    hit = second.getheader("Cache-Status", "").startswith("nearside; hit")
    checks.that("the second is a hit", second.got == BODY and (hit or not CACHE), second.getheaders())
    part = get(connection, "/cached/python-ssl2", Range="bytes=46-91")
    checks.same("Range", (206, BODY[46:92]), (part.status, part.got))
    posted = json.loads(get(connection, "/upload/python-ssl", "POST", UPLOAD).got)
    checks.same("POST of 10 MiB", hashlib.sha256(UPLOAD).hexdigest(), posted["sha256"])
    checks.same("10 MiB down", 10488000, len(get(connection, "/many/python-ssl").got))
    seen = json.loads(get(connection, "/seen/python-ssl").got)
    checks.same("X-Forwarded-Proto", "https", seen.get("x-forwarded-proto"))
    checks.that("all of it on one connection", connection.sock is used, connection.sock)
    connection.close()


def cuts(checks):
    connection = Https()
    connection.request("GET", "/cut/python-ssl")
    try:
        connection.getresponse().read()
        checks.that("cut short looks cut short", False, "a whole body")
    except (http.client.IncompleteRead, ssl.SSLError, ConnectionError) as cut:
        checks.that("cut short looks cut short", True, checks.note(f"cut: {cut!r}"))
    with dial() as sock:  # without suppress_ragged_eofs a missing close_notify is an error
        sock.suppress_ragged_eofs = False
        sock.sendall(b"GET /cached/python-ssl HTTP/1.1\r\nHost: one.test\r\nConnection: close\r\n\r\n")
        got = b""
        while piece := sock.recv(65536):
            got += piece
        checks.that("the end of a connection is said with close_notify", got.endswith(BODY), got[-100:])
    with dial() as sock:
        sock.sendall(b"GET /endless/python-ssl HTTP/1.1\r\nHost: one.test\r\n\r\n")
        sock.recv(100_000)
        # and left without close_notify
    gone = urllib.request.urlopen(f"{BACKEND}/gone/python-ssl").read()
    checks.same("the backend is let go when the client goes", b"gone\n", gone)


def half_close(checks):
    """A client that says close_notify behind its request still gets the answer, or a clean end: nothing hangs."""
    sock = dial()
    sock.sendall(b"GET /slow/python-ssl HTTP/1.1\r\nHost: one.test\r\n\r\n")
    sock.settimeout(10)
    try:
        sock.unwrap()
        ended = "closed"
    except (ssl.SSLError, OSError) as ended:
        checks.note(f"unwrap: {ended!r}")
    checks.that("close_notify behind a request leaves nothing hanging", True)
    again = get(Https(), "/cached/python-ssl")
    checks.same("and the next connection is served", 200, again.status)


def client_certificates(checks):
    if not CACHE:
        return
    def with_certificate(name):
        context = trusting()
        context.load_cert_chain(f"{TLS}/{name}.crt", f"{TLS}/{name}.key")
        return context

    for name, port in (("alice", SECURE), ("bob", DEMAND)):
        checks.same(f"{name}'s certificate", 200, get(Https(with_certificate(name), port), "/seen/python-ssl").status)
    for what, context in (("none", None), ("another authority's", with_certificate("mallory"))):
        try:
            got = get(Https(context, DEMAND), "/seen/python-ssl")
            checks.that(f"{what} where one is required", False, got.status)
        except (ssl.SSLError, ConnectionError, http.client.BadStatusLine) as refused:
            checks.that(f"{what} where one is required", True, checks.note(f"{what}: {refused!r}"))
    answers = [get(Https(with_certificate(name)), "/principal/python-ssl").got for name in ("alice", "bob", "alice", "bob")]
    checks.same("each principal its own answer", [b"answer 1\n", b"answer 2\n"] * 2, answers)


def garbage(checks):
    """What is no handshake ends, and soon; it leaves nothing behind."""
    rubbish = {
        "plain HTTP": b"GET / HTTP/1.1\r\nHost: one.test\r\n\r\n",
        "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "zeros": bytes(1024),
        "an alert": b"\x15\x03\x03\x00\x02\x02\x28",
        "a record that is too long": b"\x16\x03\x01\xff\xff" + bytes(2000),
    }
    for name, sent in rubbish.items():
        with socket.create_connection(("127.0.0.1", SECURE), timeout=15) as sock:
            sock.sendall(sent)
            got = b""
            try:
                while piece := sock.recv(4096):
                    got += piece
            except ConnectionError:
                pass
            checks.that(f"{name} in place of a handshake", b" 200 " not in got, got)
    checks.same("then a handshake goes well", 200, get(Https(), "/cached/python-ssl").status)


if __name__ == "__main__":
    checks = Checks("python-ssl", f"ssl of Python {platform.python_version()}, {ssl.OPENSSL_VERSION}")
    for run in (handshakes, resumption, requests, cuts, half_close, client_certificates, garbage):
        checks.scenario(run)
