"""Behaves as the Ghost blog does behind an edge: whoever does not come by https is sent there. Argument: its port."""
from bodies import Handler, serve


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


serve(Ghost)
