"""Something for Prometheus to scrape. Arguments: its port, and the addresses to listen on."""
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"# HELP bees Bees in the hive.\n# TYPE bees gauge\nbees 3\n"
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


servers = [ThreadingHTTPServer((address, int(sys.argv[1])), Handler) for address in sys.argv[2:]]
for server in servers:
    threading.Thread(target=server.serve_forever).start()
