package dev.waggle.proxy.real;

/** A WebSocket client (RFC 6455) in the clients' network, in Python's standard library. */
record WebSocketClient(SwarmCluster swarm, DeployedEdge edge) {
    private static final String PROGRAM =
            """
            import base64, hashlib, os, socket, ssl, struct, sys

            address, host, path, authority, mode = sys.argv[1:]
            trust = ssl.create_default_context(cafile=authority)
            trust.set_alpn_protocols(["http/1.1"])
            tcp = socket.create_connection((address, 443), 10)
            tls = trust.wrap_socket(tcp, server_hostname=host)
            stream = tls.makefile("rb")

            def masked(mask, data):
                return bytes(b ^ mask[i % 4] for i, b in enumerate(data))

            def send(opcode, data):
                mask, size = os.urandom(4), len(data)
                if size < 126:
                    head = struct.pack("!BB", 0x80 | opcode, 0x80 | size)
                elif size < 1 << 16:
                    head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, size)
                else:
                    head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, size)
                tls.sendall(head + mask + masked(mask, data))

            def receive():
                first, second = stream.read(2)
                size = second & 0x7F
                if size == 126:
                    size, = struct.unpack("!H", stream.read(2))
                elif size == 127:
                    size, = struct.unpack("!Q", stream.read(8))
                # The server behind the edge sends our own frames back, masks included.
                mask = stream.read(4) if second & 0x80 else bytes(4)
                return first & 0x0F, masked(mask, stream.read(size))

            key = base64.b64encode(os.urandom(16)).decode()
            tls.sendall((f"GET {path} HTTP/1.1\\r\\nHost: {host}\\r\\nConnection: keep-alive, Upgrade\\r\\n"
                         f"Upgrade: websocket\\r\\nSec-WebSocket-Version: 13\\r\\n"
                         f"Sec-WebSocket-Key: {key}\\r\\n\\r\\n").encode())
            status = stream.readline()
            assert status.startswith(b"HTTP/1.1 101 "), status
            fields = {}
            while (line := stream.readline()) not in (b"\\r\\n", b""):
                name, value = line.decode().split(":", 1)
                fields[name.strip().lower()] = value.strip()
            accept = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
            assert fields["upgrade"] == "websocket", fields
            assert fields["connection"].lower() == "upgrade", fields
            assert fields["sec-websocket-accept"] == base64.b64encode(accept).decode(), fields

            messages = (b"hello", b"x" * 70000) if mode == "echo" else ()
            for message in messages:
                send(1, message)
                assert receive() == (1, message)
                print(len(message), "bytes back")
            if mode == "wait":
                opcode, data = receive()
                send(8, data)
                print("told", opcode, *struct.unpack("!H", data[:2]))
                sys.exit(0 if stream.read() == b"" else 1)
            send(8, struct.pack("!H", 1000))
            assert receive()[0] == 8
            print("closed")
            """;

    /** Sends messages to a server that sends them back, prints their sizes, and closes. */
    Command echo(String host, String path) {
        return command(host, path, "echo");
    }

    /** Says nothing until the server does, answers, prints what that was, and waits for the end. */
    Command waiting(String host, String path) {
        return command(host, path, "wait");
    }

    private Command command(String host, String path, String mode) {
        return swarm.client(
                "python3",
                "-c",
                PROGRAM,
                edge.address(),
                host,
                path,
                edge.localAuthority().toString(),
                mode);
    }
}
