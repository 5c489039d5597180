package dev.waggle.proxy.real.update;

import dev.waggle.proxy.real.load.task.Work;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** A connection of HTTP/1.1 over TLS, for one request after the other. Used by one thread. */
final class Connection implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ANSWER_MILLIS = 20_000;
    private static final int MAX_LINE = 4_096;

    private final String host;
    private final SSLSocket socket;
    private final InputStream in;
    private final boolean resumed;
    private boolean usable = true;

    private Connection(String host, SSLSocket socket, boolean resumed) throws IOException {
        this.host = host;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.resumed = resumed;
    }

    /** Opens one. Nothing of a request has been sent when this fails. */
    static Connection open(SSLSocketFactory tls, InetSocketAddress address, String host)
            throws IOException {
        long began = System.currentTimeMillis();
        Socket plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.connect(address, CONNECT_MILLIS);
            SSLSocket socket = (SSLSocket) tls.createSocket(plain, host, address.getPort(), true);
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.startHandshake();
            return new Connection(host, socket, socket.getSession().getCreationTime() < began);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    /** Whether the session is that of an earlier connection. */
    boolean isResumed() {
        return resumed;
    }

    /** Whether another request may follow, as far as is known here. */
    boolean isUsable() {
        return usable;
    }

    /**
     * Asks for a piece of work, and reads the whole answer.
     *
     * @throws Sent when there is none, or not the whole
     * @throws ProtocolException when it is another than it should be
     */
    void ask(Work work, boolean post) throws IOException {
        boolean began = false;
        usable = false;
        try {
            socket.getOutputStream().write(request(work, post));
            String status = line();
            began = true;
            read(work, status);
        } catch (ProtocolException e) {
            throw e;
        } catch (IOException e) {
            throw new Sent(began, e);
        }
    }

    private byte[] request(Work work, boolean post) {
        byte[] body = post ? work.body() : new byte[0];
        String head =
                (post ? "POST " : "GET ")
                        + Work.PATH
                        + work.number()
                        + " HTTP/1.1\r\nHost: "
                        + host
                        + (post ? "\r\nContent-Length: " + body.length : "")
                        + "\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        byte[] request = Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, request, start.length, body.length);
        return request;
    }

    private void read(Work work, String status) throws IOException {
        boolean keeps = true;
        int length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            String field = line.toLowerCase(Locale.ROOT);
            if (field.startsWith("content-length:")) {
                length = Integer.parseInt(field.substring("content-length:".length()).strip());
            } else if (field.startsWith("connection:") && field.contains("close")) {
                keeps = false;
            }
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("closed within the body");
        }
        if (!status.startsWith("HTTP/1.1 200") || !Arrays.equals(body, work.body())) {
            throw new ProtocolException(status);
        }
        usable = keeps;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.size() > MAX_LINE) {
                throw new EOFException("closed");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.US_ASCII).strip();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It was of no use any more.
        }
    }
}
