"""Server-Sent Events, one at a time: the next is not sent before a POST says that the last has arrived. Argument: its port."""
import queue

from bodies import Handler, serve

arrived = queue.Queue()


class Events(Handler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        for number in range(1, 6):
            self.wfile.write(b"id: %d\ndata: event %d\n\n" % (number, number))
            self.wfile.flush()
            arrived.get()
        self.close_connection = True

    def do_POST(self):
        arrived.put(b"".join(self.pieces()))
        self.answer(200, "go on")


serve(Events)
