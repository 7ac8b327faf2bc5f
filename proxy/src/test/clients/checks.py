"""What the checks in Python share: where to ask, PASS and FAIL lines, the transcript."""

import os
import time
import urllib.parse

BASE, BACKEND, OUT = os.environ["BASE"], os.environ["BACKEND"], os.environ["OUT"]
CACHE = os.environ["CACHE"] == "yes"
ADDRESS = urllib.parse.urlsplit(BASE).netloc
HOST, PORT = ADDRESS.split(":")
STARTED = time.time()


class Checks:
    def __init__(self, client, version):
        self.client = client
        self.transcript = open(f"{OUT}/{client}.txt", "w", buffering=1)
        self.note(version)

    def note(self, line):
        self.transcript.write(f"{time.time() - STARTED:8.3f} {line}\n")

    def that(self, name, right, got=""):
        line = f"PASS {self.client}: {name}" if right else f"FAIL {self.client}: {name}: got {got!r}"
        self.note(line)
        print(line, flush=True)

    def same(self, name, wanted, got):
        self.that(name, wanted == got, got)

    def scenario(self, run):
        """Runs one scenario; what it raises is its failure, and the next one goes on."""
        try:
            run(self)
        except Exception as failure:  # anything a client can throw
            self.that(run.__name__, False, failure)
