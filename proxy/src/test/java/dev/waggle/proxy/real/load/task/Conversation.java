package dev.waggle.proxy.real.load.task;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The requests and answers of one connection, in order. */
final class Conversation {
    private static final int MAX_LINE = 16 << 10;
    private static final long EVENT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final InputStream in;
    private final OutputStream out;

    Conversation(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /**
     * Waits for a request and answers it.
     *
     * @return whether another may follow
     */
    boolean answerNext() throws IOException {
        String line = readLine();
        if (line.isEmpty()) {
            return false;
        }
        Map<String, String> fields = readFields();
        String path = line.split(" ", 3)[1];
        if (fields.containsKey("sec-websocket-key")) {
            switchToWebSocket(fields.get("sec-websocket-key"));
            return false;
        }
        if (path.equals("/events")) {
            sendEvents();
            return false;
        }
        byte[] body = in.readNBytes(Integer.parseInt(fields.getOrDefault("content-length", "0")));
        answer(line.startsWith("POST"), path, body);
        return true;
    }

    private void answer(boolean isPost, String path, byte[] body) throws IOException {
        if (!path.startsWith(Work.PATH)) {
            send("404 Not Found", new byte[0]);
            return;
        }
        Work work = new Work(Long.parseLong(path.substring(Work.PATH.length())));
        if (work.nanos() > 0) {
            LockSupport.parkNanos(work.nanos());
        }
        send("200 OK", isPost ? body : work.body());
    }

    private void send(String status, byte[] body) throws IOException {
        out.write(ascii("HTTP/1.1 " + status + "\r\nContent-Length: " + body.length + "\r\n\r\n"));
        out.write(body);
        out.flush();
    }

    private void sendEvents() throws IOException {
        out.write(
                ascii(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n"));
        for (int event = 0; ; event++) {
            byte[] text = ascii("data: " + event + "\n\n");
            out.write(ascii(Integer.toHexString(text.length) + "\r\n"));
            out.write(text);
            out.write(ascii("\r\n"));
            out.flush();
            LockSupport.parkNanos(EVENT_NANOS);
        }
    }

    private void switchToWebSocket(String key) throws IOException {
        out.write(
                ascii(
                        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                                + "Upgrade: websocket\r\nSec-WebSocket-Accept: "
                                + accept(key)
                                + "\r\n\r\n"));
        out.flush();
        new WebSocketEcho(in, out).run();
    }

    private static String accept(String key) {
        try {
            byte[] text = ascii(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, String> readFields() throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            fields.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return fields;
    }

    /** Without its end; empty where there is nothing more. */
    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 && line.isEmpty()) {
                return "";
            }
            if (next < 0 || line.length() > MAX_LINE) {
                throw new EOFException("half a line");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
