package dev.waggle.acme.order;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** An HTTP server that answers exactly what it is told to, also what no server should. */
public final class RawHttp implements AutoCloseable {

    private final ServerSocket socket;
    private final Handler handler;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** Who makes the answers; called by many threads. */
    interface Handler {
        Answer answer(Request request) throws IOException;
    }

    public record Request(String method, String path, String body) {}

    /**
     * An answer.
     *
     * @param announced its Content-Length; more than the body has makes it never end
     */
    public record Answer(int status, Map<String, String> headers, String body, int announced) {
        static Answer of(int status, String type, String body) {
            Map<String, String> headers = new TreeMap<>(Map.of("Content-Type", type));
            return new Answer(status, headers, body, body.getBytes(UTF_8).length);
        }

        static Answer problem(int status, String type, String detail) {
            return of(
                    status,
                    "application/problem+json",
                    "{\"type\":\"urn:ietf:params:acme:error:%s\",\"detail\":\"%s\"}"
                            .formatted(type, detail));
        }

        Answer with(String name, String value) {
            Map<String, String> more = new TreeMap<>(headers);
            more.put(name, value);
            return new Answer(status, more, body, announced);
        }

        Answer neverEnding() {
            return new Answer(status, headers, body, announced + 1);
        }
    }

    RawHttp(Handler handler) throws IOException {
        this.handler = handler;
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                InputStream in = new BufferedInputStream(client.getInputStream())) {
            Request request = read(in);
            Answer answer = handler.answer(request);
            write(client.getOutputStream(), answer, request.method().equals("HEAD"));
            if (answer.announced() > answer.body().getBytes(UTF_8).length) {
                in.read();
            }
        } catch (IOException _) {
            // The client has gone, as some tests want it to.
        } finally {
            open.remove(client);
        }
    }

    private static Request read(InputStream in) throws IOException {
        String[] first = line(in).split(" ", -1);
        int length = 0;
        String header = line(in);
        while (!header.isEmpty()) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
            header = line(in);
        }
        if (first.length < 2) {
            throw new IOException("no request");
        }
        return new Request(first[0], first[1], new String(in.readNBytes(length), UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c; (c = in.read()) >= 0 && c != '\n'; ) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static void write(OutputStream out, Answer answer, boolean isHead) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " x\r\n");
        answer.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        head.append("Content-Length: " + (isHead ? 0 : answer.announced()) + "\r\n");
        head.append("Connection: close\r\n\r\n");
        out.write(head.toString().getBytes(ISO_8859_1));
        if (!isHead) {
            out.write(answer.body().getBytes(UTF_8));
        }
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : open) {
            client.close();
        }
    }
}
