"""Receives GitHub's webhooks and checks their signature over the raw body. Arguments: its port, the secret.

The answer depends on X-GitHub-Event: 409 for "conflict", 500 for "failure"; a wrong signature is 400.
"""
import hashlib
import hmac
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STATUS = {"conflict": 409, "failure": 500}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.read_body()
        event = self.headers.get("X-GitHub-Event", "")
        digest = "sha256=" + hmac.new(sys.argv[2].encode(), body, hashlib.sha256).hexdigest()
        signed = hmac.compare_digest(digest, self.headers.get("X-Hub-Signature-256", ""))
        self.answer(STATUS.get(event, 200) if signed else 400, path=self.path, event=event, size=len(body))

    def read_body(self):
        if "Content-Length" in self.headers:
            return self.rfile.read(int(self.headers["Content-Length"]))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def answer(self, status, **facts):
        body = json.dumps(facts).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
