"""Answers with the length of the target, or of the body. Argument: its port."""
from bodies import Handler, serve


class Lengths(Handler):
    def do_GET(self):
        self.answer(200, "target of %d bytes" % len(self.path))

    def do_POST(self):
        self.answer(200, "body of %d bytes" % sum(len(piece) for piece in self.pieces()))

    do_PUT = do_POST


serve(Lengths)
