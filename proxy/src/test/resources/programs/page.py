"""A page for a browser: 60 pictures, a WebSocket, an SSE stream and a form with a file. Argument: its port.

Each picture is a block of 40 pixels in a colour of its own, ten in a row. Below them is a green block for each of the other
three that worked. The page posts what it found to /result, and only then /gate answers, for which the page's load event
waits: so the document and the screenshot of a headless browser show the result.
"""
import struct
import threading
import zlib

import frames
from bodies import Handler, serve

ASSETS = 60
PAGE = """<!doctype html><html><head><title>page</title><link rel="icon" href="data:,"></head><body style="background:white">
<p id="result" style="position:absolute;top:290px">nothing yet</p>
<script>
let loaded = 0;
function place(block, column, row) {
  block.style.cssText += `position:absolute;width:40px;height:40px;left:${40 * column}px;top:${40 * row}px`;
  document.body.append(block);
}
const assets = Array.from({length: %d}, (_, i) => new Promise((done, failed) => {
  const picture = new Image();
  picture.src = '/asset/' + i + '.png';
  picture.onload = () => { loaded++; done(); };
  picture.onerror = () => failed('asset ' + i);
  place(picture, i %% 10, Math.floor(i / 10));
}));
function worked(column, text) {
  const block = document.createElement('div');
  block.style.background = '#00ff00';
  place(block, column, 6);
  return text;
}
const socket = new Promise((done, failed) => {
  const ws = new WebSocket('wss://' + location.host + '/socket');
  ws.onopen = () => ws.send('hum');
  ws.onmessage = message => { ws.close(); done(worked(0, 'socket:' + message.data)); };
  ws.onerror = () => failed('socket');
});
const events = new Promise((done, failed) => {
  const seen = [];
  const source = new EventSource('/events');
  source.onmessage = event => {
    seen.push(event.data);
    if (seen.length == 3) { source.close(); done(worked(1, 'events:' + seen)); }
  };
  source.onerror = () => failed('events');
});
async function form() {
  const data = new FormData();
  data.append('name', 'waggle');
  data.append('file', new Blob([new Uint8Array(500000).fill(66)]), 'bees.bin');
  const answer = await fetch('/upload', {method: 'POST', body: data});
  return worked(2, 'upload:' + await answer.text());
}
function protocols() {
  const used = performance.getEntriesByType('resource').filter(it => it.name.includes('/asset/'));
  return 'protocols:' + [...new Set(used.map(it => it.nextHopProtocol))] + ':' + used.length;
}
async function all() {
  await Promise.all(assets);
  return ['loaded:' + loaded, protocols(), await socket, await events, await form()].join(' ');
}
all().catch(error => 'failed:' + error).then(text => {
  document.getElementById('result').textContent = text;
  fetch('/result', {method: 'POST', body: text});
});
</script><img src="/gate"></body></html>
""" % ASSETS


def picture(number):
    """A PNG of one pixel, with a comment that makes it larger."""
    colour = bytes([number * 4, 255 - number * 4, number * 37 % 256])
    parts = [
        (b"IHDR", struct.pack("!IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        (b"tEXt", b"Comment\0" + b"x" * 5000),
        (b"IDAT", zlib.compress(b"\0" + colour)),
        (b"IEND", b""),
    ]
    chunks = (struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data)) for name, data in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


found = threading.Event()


class Page(Handler):
    def do_GET(self):
        if self.path == "/socket":
            frames.echo(self)
        elif self.path == "/events":
            self.events()
        elif self.path == "/gate":
            found.wait(60)
            self.answer(200)
        elif self.path.startswith("/asset/"):
            number = int(self.path.removeprefix("/asset/").removesuffix(".png"))
            self.answer(200, picture(number), ("Content-Type", "image/png"))
        elif self.path == "/":
            self.answer(200, PAGE, ("Content-Type", "text/html; charset=utf-8"))
        else:
            self.answer(404)

    def events(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for number in range(1, 4):
            self.wfile.write(b"data: %d\n\n" % number)
            self.wfile.flush()
        found.wait(60)

    def do_POST(self):
        body = b"".join(self.pieces())
        if self.path == "/result":
            found.set()
        bees = body.count(b"B" * 500000)
        self.answer(200, "%d-file-of-%s" % (bees, b'name="name"\r\n\r\nwaggle' in body and "waggle" or "nobody"))


serve(Page)
