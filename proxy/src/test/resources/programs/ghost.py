"""Behaves as the Ghost blog does behind an edge: whoever does not come by https is sent there. Argument: its port."""
import sys
from http.server import ThreadingHTTPServer

from bodies import Handler


class Ghost(Handler):
    def do_GET(self):
        self.serve("welcome")

    def do_POST(self):
        size = sum(len(piece) for piece in self.pieces())
        self.serve("stored %d" % size)

    def serve(self, text):
        if self.headers.get("X-Forwarded-Proto") == "https":
            self.answer(200, text, ("X-Seen-Host", self.headers["Host"]))
        else:
            self.answer(301, "", ("Location", "https://" + self.headers["Host"] + self.path))


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Ghost).serve_forever()
