"""Python's http.server, that speaks HTTP/1.0, sends no length and closes. Arguments: its port, the size of an answer."""
import sys
from http.server import BaseHTTPRequestHandler

from bodies import serve


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream")
        self.end_headers()
        self.wfile.write(b"0123456789abcdef" * (int(sys.argv[2]) // 16))


serve(Handler)
