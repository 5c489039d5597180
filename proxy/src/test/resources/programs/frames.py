"""The server's side of a WebSocket (RFC 6455), for handlers of http.server: no fragments, no extensions."""
import base64
import hashlib
import struct

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, CLOSE = 1, 8


def accept(handler):
    key = handler.headers["Sec-WebSocket-Key"] + GUID
    handler.send_response(101)
    handler.send_header("Upgrade", "websocket")
    handler.send_header("Connection", "Upgrade")
    handler.send_header("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())
    handler.end_headers()
    handler.close_connection = True


def send(handler, opcode, payload):
    size = len(payload)
    head = bytes([0x80 | opcode])
    if size < 126:
        head += bytes([size])
    elif size < 65536:
        head += struct.pack("!BH", 126, size)
    else:
        head += struct.pack("!BQ", 127, size)
    handler.wfile.write(head + payload)
    handler.wfile.flush()


def receive(handler):
    first, second = handler.rfile.read(2)
    size = second & 0x7F
    if size == 126:
        size = struct.unpack("!H", handler.rfile.read(2))[0]
    elif size == 127:
        size = struct.unpack("!Q", handler.rfile.read(8))[0]
    mask = handler.rfile.read(4)
    masked = handler.rfile.read(size)
    pad = mask * (size // 4 + 1)
    payload = (int.from_bytes(masked, "big") ^ int.from_bytes(pad[:size], "big")).to_bytes(size, "big")
    return first & 0x0F, payload


def echo(handler):
    accept(handler)
    while True:
        opcode, payload = receive(handler)
        send(handler, opcode, payload)
        if opcode == CLOSE:
            return
