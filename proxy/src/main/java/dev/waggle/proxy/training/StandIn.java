package dev.waggle.proxy.training;

import dev.waggle.proxy.upstream.WebSocketKey;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A server of HTTP/1.1 that answers from a table, as a task or as Docker's Engine. It hears only
 * what Waggle itself says, which is well formed.
 */
final class StandIn implements AutoCloseable {
    /** A page that is long enough to be compressed, and a WebSocket. */
    static final Map<String, String> TASK =
            Map.of("/", "<p>Hello from a task behind Waggle.</p>\n".repeat(200), "/socket", "");

    /** A manager with one service that has one task, on a network that nobody is attached to. */
    static final Map<String, String> ENGINE =
            Map.of(
                    "/_ping",
                    "OK",
                    "/info",
                    """
                    {"ID":"A:B","Name":"vm","Swarm":{"NodeID":"node-1","LocalNodeState":"active","ControlAvailable":true}}
                    """,
                    "/services",
                    """
                    [{"ID":"s1","Version":{"Index":20},"CreatedAt":"2026-11-21T22:18:49.844512345Z","UpdatedAt":"2026-11-21T22:18:49.8456Z",
                      "Spec":{"Name":"web","Labels":{"routing-host":"swarm.waggle.example","routing-port":"80","routing-tls":"self-signed"},
                      "TaskTemplate":{"ContainerSpec":{"Image":"busy:1"},"Runtime":"container"},"Mode":{"Replicated":{"Replicas":1}}},
                      "Endpoint":{"VirtualIPs":[{"NetworkID":"n1","Addr":"192.0.2.2/24"}]},"UpdateStatus":{"State":"completed"}}]
                    """,
                    "/tasks",
                    """
                    [{"ID":"t1","Version":{"Index":27},"CreatedAt":"2026-11-21T22:18:49.869Z","UpdatedAt":"2026-11-21T22:18:51.128Z","Labels":{},
                      "Spec":{"ContainerSpec":{"Image":"busy:1"}},"ServiceID":"s1","Slot":1,"NodeID":"node-1",
                      "Status":{"Timestamp":"2026-11-21T22:18:50.98Z","State":"running","Message":"started",
                      "ContainerStatus":{"ContainerID":"79b6","PID":8575,"ExitCode":0},"PortStatus":{}},"DesiredState":"running",
                      "NetworksAttachments":[{"Network":{"ID":"n1","Spec":{"Name":"web","Labels":{},"DriverConfiguration":{"Name":"overlay"},
                      "Scope":"swarm"},"DriverState":{"Name":"overlay"}},"Addresses":["192.0.2.3/24"]}]}]
                    """,
                    "/nodes",
                    """
                    [{"ID":"node-1","Spec":{"Role":"manager","Availability":"active"},"Description":{"Hostname":"vm","Platform":{"OS":"linux"}},
                      "Status":{"State":"ready","Addr":"127.0.0.1"},
                      "ManagerStatus":{"Leader":true,"Reachability":"reachable","Addr":"127.0.0.1:2377"}}]
                    """,
                    "/networks",
                    """
                    [{"Name":"web","Id":"n1","Scope":"swarm","Driver":"overlay","Ingress":false,
                      "IPAM":{"Driver":"default","Config":[{"Subnet":"192.0.2.0/24","Gateway":"192.0.2.1"}]}}]
                    """,
                    "/containers/json",
                    "[]",
                    "/events",
                    "");

    /** One text frame of WebSocket: "hello". */
    private static final byte[] MESSAGE = {(byte) 0x81, 5, 'h', 'e', 'l', 'l', 'o'};

    private final ServerSocketChannel listener;
    private final Map<String, String> answers;

    private StandIn(ServerSocketChannel listener, Map<String, String> answers) {
        this.listener = listener;
        this.answers = answers;
        Thread.ofVirtual().name("stand-in").start(this::accept);
    }

    static StandIn onLoopback(Map<String, String> answers) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return new StandIn(listener, answers);
    }

    static StandIn onSocket(Path socket, Map<String, String> answers) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        return new StandIn(listener, answers);
    }

    int port() throws IOException {
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    Path socket() throws IOException {
        return ((UnixDomainSocketAddress) listener.getLocalAddress()).getPath();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel connection = listener.accept();
                Thread.ofVirtual().name("stand-in").start(() -> serve(connection));
            }
        } catch (IOException e) {
            // It is closed, and the training over.
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(Channels.newInputStream(connection));
            OutputStream out = Channels.newOutputStream(connection);
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                Map<String, String> fields = fields(in);
                in.skipNBytes(Long.parseLong(fields.getOrDefault("content-length", "0")));
                answer(path(line), fields, in, out);
            }
        } catch (IOException e) {
            // The other side has gone, which is how connections end.
        }
    }

    private void answer(String path, Map<String, String> fields, InputStream in, OutputStream out)
            throws IOException {
        String key = fields.get("sec-websocket-key");
        String body = answers.get(path);
        if (key != null) {
            write(
                    out,
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: "
                            + WebSocketKey.proofOf(key)
                            + "\r\n\r\n");
            out.write(MESSAGE);
            in.transferTo(OutputStream.nullOutputStream());
        } else if (body == null) {
            write(out, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        } else if (path.equals("/events")) {
            write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            in.transferTo(OutputStream.nullOutputStream());
        } else {
            write(
                    out,
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nApi-Version: 1.41\r\nContent-Length: %d\r\n\r\n%s"
                            .formatted(body.length(), body));
        }
    }

    /** Without the query, and without the version of the Engine's API before it. */
    private static String path(String requestLine) {
        return requestLine
                .split(" ", -1)[1]
                .replaceFirst("[?].*", "")
                .replaceFirst("^/v1[.]\\d+", "");
    }

    private static Map<String, String> fields(InputStream in) throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String[] parts = line.split(":", 2);
            fields.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
        }
        return fields;
    }

    /** Without its end; empty at the end of the stream too. */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
