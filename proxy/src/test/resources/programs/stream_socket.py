"""A client of WebSockets on streams of HTTP/2 (RFC 8441), by python3-h2 and python3-wsproto.

Arguments: host name, address and port of the edge, CA file, path, and what to do: "talk" sends messages of many sizes and
wants each back, "leave" closes with 4001, "stay" asks the other side to close with 4002. Prints what came of it.
"""
import socket
import ssl
import sys

from h2.connection import H2Connection
from h2.config import H2Configuration
from h2.events import DataReceived, RemoteSettingsChanged, ResponseReceived, StreamEnded
from h2.settings import SettingCodes
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Ping, Pong, TextMessage

HOST, ADDRESS, PORT, AUTHORITY, PATH, TASK = sys.argv[1:7]
SIZES = [0, 1, 125, 126, 65535, 65536, 3_000_000]


class Stream:
    def __init__(self):
        trust = ssl.create_default_context(cafile=AUTHORITY)
        trust.set_alpn_protocols(["h2"])
        tcp = socket.create_connection((ADDRESS, int(PORT)), 20)
        self.tls = trust.wrap_socket(tcp, server_hostname=HOST)
        self.http = H2Connection(H2Configuration(header_encoding="utf-8"))
        self.frames = Connection(ConnectionType.CLIENT)
        self.status, self.ended, self.allowed = None, False, None
        self.http.initiate_connection()
        self.flush()

    def flush(self):
        self.tls.sendall(self.http.data_to_send())

    def read(self):
        data = self.tls.recv(65536)
        if not data:
            raise EOFError("the connection ended")
        for event in self.http.receive_data(data):
            if isinstance(event, RemoteSettingsChanged):
                changed = event.changed_settings.get(SettingCodes.ENABLE_CONNECT_PROTOCOL)
                self.allowed = changed.new_value if changed else 0
            elif isinstance(event, ResponseReceived):
                self.status = dict(event.headers)[":status"]
            elif isinstance(event, DataReceived):
                self.http.acknowledge_received_data(event.flow_controlled_length, 1)
                if self.status == "200" and event.data:
                    self.frames.receive_data(event.data)
            elif isinstance(event, StreamEnded):
                self.ended = True
        self.flush()

    def open(self):
        while self.allowed is None:
            self.read()
        assert self.allowed == 1, "SETTINGS_ENABLE_CONNECT_PROTOCOL is not there"
        fields = [(":method", "CONNECT"), (":protocol", "websocket"), (":scheme", "https"), (":path", PATH)]
        self.http.send_headers(1, fields + [(":authority", HOST), ("sec-websocket-version", "13")])
        self.flush()
        while self.status is None:
            self.read()
        return self.status

    def send(self, event):
        data = self.frames.send(event)
        while data:
            room = min(self.http.local_flow_control_window(1), self.http.max_outbound_frame_size)
            if room == 0:
                self.read()
                continue
            self.http.send_data(1, data[:room])
            self.flush()
            data = data[room:]

    def next(self):
        while True:
            for event in self.frames.events():
                return event
            self.read()

    def message(self):
        whole = None
        while True:
            event = self.next()
            assert isinstance(event, (TextMessage, BytesMessage)), event
            whole = event.data if whole is None else whole + event.data
            if event.message_finished:
                return whole

    def end(self):
        while not self.ended:
            self.read()


def talk(stream):
    for size in SIZES:
        for message in ("x" * size, b"\xff" * size):
            kind = TextMessage if isinstance(message, str) else BytesMessage
            stream.send(kind(data=message))
            if stream.message() != message:
                return "different at %d" % size
    stream.send(Ping(payload=b"hum"))
    pong = stream.next()
    return "same, and " + ("pong" if isinstance(pong, Pong) and pong.payload == b"hum" else repr(pong))


def leave(stream):
    stream.send(CloseConnection(code=4001, reason="seen enough"))
    return closed(stream, stream.next())


def stay(stream):
    stream.send(TextMessage(data="close 4002 the hive sleeps"))
    event = stream.next()
    stream.send(event.response())
    return closed(stream, event)


def closed(stream, event):
    assert isinstance(event, CloseConnection), event
    stream.end()
    return "closed %d %s" % (event.code, event.reason)


client = Stream()
status = client.open()
print({"talk": talk, "leave": leave, "stay": stay}[TASK](client) if status == "200" else "status " + status)
