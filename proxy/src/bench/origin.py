#!/usr/bin/env python3
"""An origin for where there is no nginx: files of a directory, as nginx would send them, but slowly.

usage: origin.py PORT DIRECTORY
"""
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(sys.argv[2]).resolve()


class Files(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        file = (ROOT / self.path.split("?")[0].lstrip("/")).resolve()
        found = file.is_relative_to(ROOT) and file.is_file()
        body = file.read_bytes() if found else b"not found\n"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "application/json" if file.suffix == ".json" else "application/octet-stream")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "public, max-age=3600" if found else "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Files).serve_forever()
