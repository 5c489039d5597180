"""A page for a browser: 60 assets, a WebSocket, an SSE stream and a form with a file. Argument: its port.

The page posts what it found to /result, and only then /gate answers, for which the page's load event waits: so the
document that a headless browser prints shows the result.
"""
import sys
import threading
from http.server import ThreadingHTTPServer

import frames
from bodies import Handler

ASSETS = 60
PAGE = """<!doctype html><html><head><title>page</title><link rel="icon" href="data:,"></head><body>
<p id="result">nothing yet</p>
<script>
let loaded = 0;
const assets = Array.from({length: %d}, (_, i) => new Promise((done, failed) => {
  const script = document.createElement('script');
  script.src = '/asset/' + i;
  script.onload = done;
  script.onerror = () => failed('asset ' + i);
  document.head.append(script);
}));
const socket = new Promise((done, failed) => {
  const ws = new WebSocket('wss://' + location.host + '/socket');
  ws.onopen = () => ws.send('hum');
  ws.onmessage = message => { ws.close(); done('socket:' + message.data); };
  ws.onerror = () => failed('socket');
});
const events = new Promise((done, failed) => {
  const seen = [];
  const source = new EventSource('/events');
  source.onmessage = event => { seen.push(event.data); if (seen.length == 3) { source.close(); done('events:' + seen); } };
  source.onerror = () => failed('events');
});
async function form() {
  const data = new FormData();
  data.append('name', 'waggle');
  data.append('file', new Blob([new Uint8Array(500000).fill(66)]), 'bees.bin');
  const answer = await fetch('/upload', {method: 'POST', body: data});
  return 'upload:' + await answer.text();
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
            self.answer(200, "loaded++; //" + "x" * 5000, ("Content-Type", "text/javascript"))
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


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
