package dev.waggle.proxy;

import dev.waggle.proxy.testing.StandInListener;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

/**
 * A task that speaks WebSocket (RFC 6455): it sends whole messages back, answers PING with PONG and
 * CLOSE with CLOSE, and is told what its clients do wrong by nobody but itself.
 */
final class WebSocketTask implements AutoCloseable {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int BUFFER = 512;
    private static final String KEY = "sec-websocket-key: ";

    private final StandInListener listener = StandInListener.serving(WebSocketTask::serve);

    String authority() {
        return listener.authority();
    }

    private static void serve(Socket connection) throws IOException {
        DataInputStream in =
                new DataInputStream(new BufferedInputStream(connection.getInputStream(), BUFFER));
        String head = readHead(in);
        if (!head.isEmpty()) {
            OutputStream out = connection.getOutputStream();
            out.write(agreed(head).getBytes(StandardCharsets.US_ASCII));
            answerFrames(in, out);
        }
    }

    static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                return "";
            }
            head.append((char) b);
        }
        return head.toString();
    }

    private static String agreed(String head) {
        String key =
                head.lines()
                        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(KEY))
                        .map(line -> line.substring(KEY.length()))
                        .findFirst()
                        .orElse("");
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: "
                + accepted(key)
                + "\r\n\r\n";
    }

    /** RFC 6455 section 4.2.2. */
    private static String accepted(String key) {
        try {
            String all = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] digest = sha1.digest(all.getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answerFrames(DataInputStream in, OutputStream out) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (true) {
            int first = in.readUnsignedByte();
            byte[] payload = readMasked(in);
            switch (first & 0x0F) {
                case PING -> out.write(frame(PONG, payload));
                case PONG -> {
                    // Nothing was asked.
                }
                case CLOSE -> {
                    out.write(frame(CLOSE, payload));
                    return;
                }
                default -> {
                    message.writeBytes(payload);
                    if ((first & FIN) != 0) {
                        out.write(frame(TEXT, message.toByteArray()));
                        message.reset();
                    }
                }
            }
        }
    }

    private static byte[] readMasked(DataInputStream in) throws IOException {
        int second = in.readUnsignedByte();
        if ((second & MASKED) == 0) {
            throw new IOException("a client's frames are masked (RFC 6455 section 5.1)");
        }
        int length = readLength(in, second & ~MASKED);
        byte[] mask = in.readNBytes(4);
        return masked(mask, in.readNBytes(length));
    }

    private static int readLength(DataInputStream in, int length) throws IOException {
        return length < 126 ? length : length == 126 ? in.readUnsignedShort() : (int) in.readLong();
    }

    private static byte[] masked(byte[] mask, byte[] payload) {
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return payload;
    }

    private static byte[] frame(int opcode, byte[] payload) {
        return frame(FIN | opcode, 0, new byte[0], payload);
    }

    private static byte[] frame(int first, int bits, byte[] mask, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (payload.length < 126) {
            frame.write(bits | payload.length);
        } else {
            frame.write(bits | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        }
        frame.writeBytes(mask);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    // ---- what clients say ----

    /** A client's request, as text. */
    static String request(String host) {
        return "GET / HTTP/1.1\r\nHost: "
                + host
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    }

    /** A client's frame, of up to 65,535 bytes. */
    static byte[] masked(int opcode, boolean last, String text) {
        byte[] mask = {1, 2, 3, 4};
        byte[] payload = masked(mask, text.getBytes(StandardCharsets.US_ASCII));
        return frame(opcode | (last ? FIN : 0), MASKED, mask, payload);
    }

    /** What the task answers to a message, or with another opcode. */
    static byte[] answer(int opcode, String text) {
        return frame(opcode, text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        listener.close();
    }
}
