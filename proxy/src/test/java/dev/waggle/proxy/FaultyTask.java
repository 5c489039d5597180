package dev.waggle.proxy;

import dev.waggle.proxy.testing.StandInListener;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A task that answers most requests as it should, and the others as tasks do that are broken: it
 * resets, closes in the middle, never answers, or says what is not so. What it does follows from a
 * seed.
 */
final class FaultyTask implements AutoCloseable {
    private static final int KINDS = 20;

    private final RandomGenerator random;
    private final StandInListener listener;

    private FaultyTask(long seed) {
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.listener = StandInListener.serving(this::serve);
    }

    static FaultyTask start(long seed) {
        return new FaultyTask(seed);
    }

    String authority() {
        return listener.authority();
    }

    private void serve(Socket connection) throws IOException {
        InputStream in = new BufferedInputStream(connection.getInputStream());
        boolean goesOn = true;
        while (goesOn) {
            String head = readRequest(in);
            goesOn = !head.isEmpty() && answer(connection, head);
        }
    }

    /** Its head; empty when none comes any more. */
    private static String readRequest(InputStream in) throws IOException {
        String head = readThrough(in, "\r\n\r\n");
        String lower = head.toLowerCase(Locale.ROOT);
        if (lower.contains("transfer-encoding: chunked")) {
            readThrough(in, "0\r\n\r\n");
        } else if (lower.contains("content-length: ")) {
            String rest = lower.substring(lower.indexOf("content-length: ") + 16);
            in.skipNBytes(Long.parseLong(rest.substring(0, rest.indexOf('\r'))));
        }
        return head;
    }

    private static String readThrough(InputStream in, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            text.append((char) b);
            if (text.indexOf(end, Math.max(0, text.length() - end.length())) >= 0) {
                return text.toString();
            }
        }
        return "";
    }

    /** Whether the connection goes on. */
    private boolean answer(Socket connection, String head) throws IOException {
        OutputStream out = connection.getOutputStream();
        switch (next()) {
            case 0 -> connection.setSoLinger(true, 0);
            case 1 -> write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
            case 2 -> write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
            case 3 -> write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n");
            case 4 -> write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\nab");
            case 5 -> write(out, "not HTTP at all\r\n\r\n");
            case 6 -> awaitEnd(connection);
            case 7 -> {
                write(out, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
                awaitEnd(connection);
            }
            case 8 -> {
                write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more than was said");
                return true;
            }
            default -> {
                return answerWell(out, head);
            }
        }
        return false;
    }

    /** Says nothing more, until the proxy has had enough. */
    private static void awaitEnd(Socket connection) throws IOException {
        connection.getInputStream().skipNBytes(Long.MAX_VALUE);
    }

    private boolean answerWell(OutputStream out, String head) throws IOException {
        if (head.toLowerCase(Locale.ROOT).contains("upgrade: websocket")) {
            write(out, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n");
            write(out, "Connection: Upgrade\r\n\r\nhello, and the end");
            return false;
        }
        if (head.startsWith("HEAD ") || next() % 2 == 0) {
            String body = head.startsWith("HEAD ") ? "" : "ok";
            write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + body);
        } else {
            write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            write(out, "4000\r\n" + "z".repeat(0x4000) + "\r\n0\r\n\r\n");
        }
        return true;
    }

    private int next() {
        synchronized (random) {
            return random.nextInt(KINDS);
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() {
        listener.close();
    }
}
