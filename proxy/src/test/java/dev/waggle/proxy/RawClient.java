package dev.waggle.proxy;

import dev.waggle.proxy.testing.TlsSockets;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A client that sends the bytes that a test writes, and reads whole answers. */
final class RawClient implements AutoCloseable {
    private static final int LONGEST_WAIT_MILLIS = 20_000;

    /** An answer. */
    record Answer(int status, String head, String text) {
        /** A field's value, or nothing. */
        String field(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(LONGEST_WAIT_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static RawClient plain(int port) {
        return plainFrom("127.0.0.1", port);
    }

    /** From another address of this machine, such as {@code 127.0.0.2}. */
    static RawClient plainFrom(String address, int port) {
        try {
            return new RawClient(connected(address, port));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Socket connected(String address, int port) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(address, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    /** Shakes hands, naming and verifying this host. */
    static RawClient tls(int port, String name, Path authority) {
        try {
            return tls(connected("127.0.0.1", port), name, authority);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same on a connection that already carried something else. */
    static RawClient tls(Socket plain, String name, Path authority) throws IOException {
        return tls(plain, name, TestPems.trusting(authority));
    }

    /** The same with what this context trusts and shows. */
    static RawClient tls(int port, String name, SSLContext context) throws IOException {
        return tls(connected("127.0.0.1", port), name, context);
    }

    private static RawClient tls(Socket plain, String name, SSLContext context) throws IOException {
        return new RawClient(TlsSockets.handshake(plain, context, name));
    }

    Socket socket() {
        return socket;
    }

    X509Certificate shown() {
        try {
            return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    RawClient send(String bytes) {
        return send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A GET and its answer. */
    Answer get(String host, String path, String... fields) {
        return request("GET", host, path, fields);
    }

    Answer request(String method, String host, String path, String... fields) {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        head.append("Host: ").append(host).append("\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        send(head.append("\r\n").toString());
        return method.equals("HEAD") ? answerWithoutBody() : answer();
    }

    Answer answer() {
        try {
            String head = readHead();
            return new Answer(
                    statusOf(head), head, new String(readBody(head), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Answer answerWithoutBody() {
        try {
            String head = readHead();
            return new Answer(statusOf(head), head, "");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int statusOf(String head) {
        return Integer.parseInt(head.substring(9, 12));
    }

    String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("ended after: " + head);
            }
            head.append((char) b);
        }
        return head.toString();
    }

    private byte[] readBody(String head) throws IOException {
        String lower = head.toLowerCase(Locale.ROOT);
        if (lower.contains("transfer-encoding: chunked")) {
            return readChunks();
        }
        int at = lower.indexOf("content-length:");
        if (at < 0) {
            return in.readAllBytes();
        }
        int length = Integer.parseInt(lower.substring(at + 15, lower.indexOf('\r', at)).strip());
        return in.readNBytes(length);
    }

    private byte[] readChunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = readSize(); size > 0; size = readSize()) {
            body.write(in.readNBytes(size));
            in.skipNBytes(2);
        }
        in.skipNBytes(2);
        return body.toByteArray();
    }

    private int readSize() throws IOException {
        StringBuilder line = new StringBuilder();
        while (!line.toString().endsWith("\r\n")) {
            line.append((char) in.read());
        }
        return Integer.parseInt(line.toString().strip(), 16);
    }

    /** So many bytes, or fewer when the connection ends before. */
    byte[] read(int count) {
        try {
            return in.readNBytes(count);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the other side ends the connection without a further byte. */
    boolean isEnded() {
        try {
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** The next byte, or -1; null when none comes in this time. */
    @Nullable Integer readWithin(int millis) {
        try {
            socket.setSoTimeout(millis);
            int b = in.read();
            socket.setSoTimeout(LONGEST_WAIT_MILLIS);
            return b;
        } catch (java.net.SocketTimeoutException e) {
            return null;
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
