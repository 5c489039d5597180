"""A handler that reads bodies with a length and chunked ones, and answers with a length."""
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# In a container 0.0.0.0: there it is asked on the container's address.
ADDRESS = os.environ.get("LISTEN_ADDRESS", "127.0.0.1")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def pieces(self):
        """The body, in pieces of at most 64 KiB."""
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            while size := int(self.rfile.readline().split(b";")[0], 16):
                yield from self.exactly(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            yield from self.exactly(int(self.headers.get("Content-Length", 0)))

    def exactly(self, size):
        while size > 0:
            piece = self.rfile.read(min(size, 65536))
            if not piece:
                raise ConnectionError("the body ended early")
            size -= len(piece)
            yield piece

    def answer(self, status, content="", *fields):
        body = content.encode() if isinstance(content, str) else content
        self.send_response(status)
        for name, value in fields:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def serve(handler):
    """On the port that the first argument names."""
    ThreadingHTTPServer((ADDRESS, int(sys.argv[1])), handler).serve_forever()
