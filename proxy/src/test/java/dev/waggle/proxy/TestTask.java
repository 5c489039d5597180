package dev.waggle.proxy;

import dev.waggle.proxy.testing.StandInListener;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A task that answers by the first word of the path: {@code /slow} when the test lets it, {@code
 * /big} with many bytes, {@code /echo} with what it was sent, {@code /broken} with what is not
 * HTTP, {@code /never} not at all, everything else with its name. Keeps the heads that it was sent.
 */
final class TestTask implements AutoCloseable {
    static final int BIG = 8 * 1024 * 1024;

    /** One for all: how much memory answers take is the proxy's matter here. */
    private static final byte[] ZEROES = new byte[BIG];

    private final String name;
    private final StandInListener listener;
    private final List<String> heads = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch slowArrived = new CountDownLatch(1);
    private final CountDownLatch slowMayAnswer = new CountDownLatch(1);

    private TestTask(String name) {
        this.name = name;
        this.listener = StandInListener.serving(this::serve);
    }

    static TestTask named(String name) {
        return new TestTask(name);
    }

    String authority() {
        return listener.authority();
    }

    /** The heads of all requests so far. */
    List<String> heads() {
        synchronized (heads) {
            return List.copyOf(heads);
        }
    }

    String lastHead() {
        return heads().getLast();
    }

    /** Returns when a request for {@code /slow} is here. */
    void awaitSlow() throws InterruptedException {
        slowArrived.await();
    }

    /** Answers every request for {@code /slow}. */
    void letSlowAnswer() {
        slowMayAnswer.countDown();
    }

    private void serve(Socket connection) throws IOException, InterruptedException {
        InputStream in = new BufferedInputStream(connection.getInputStream());
        for (String head = readHead(in); !head.isEmpty(); head = readHead(in)) {
            heads.add(head);
            byte[] sent = in.readNBytes((int) bodyLength(head));
            answer(head, sent, connection.getOutputStream());
        }
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.append((char) b);
            if (b == '\n' && head.toString().endsWith("\r\n\r\n")) {
                return head.toString();
            }
        }
        return "";
    }

    private static long bodyLength(String head) {
        return head.lines()
                .filter(line ->
                        line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                .mapToLong(line -> Long.parseLong(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
    }

    private void answer(String head, byte[] sent, OutputStream out)
            throws IOException, InterruptedException {
        String[] words = head.split(" ", 3);
        String path = words[1];
        if (path.startsWith("/never")) {
            return;
        }
        if (path.startsWith("/slow")) {
            slowArrived.countDown();
            slowMayAnswer.await();
        }
        if (path.startsWith("/broken")) {
            out.write("what?\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            throw new IOException("broken on purpose");
        }
        byte[] body = body(path, sent);
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n";
        out.write(answer.getBytes(StandardCharsets.US_ASCII));
        if (!words[0].equals("HEAD")) {
            out.write(body);
        }
        out.flush();
    }

    private byte[] body(String path, byte[] sent) {
        if (path.startsWith("/echo")) {
            return sent;
        }
        return path.startsWith("/big") ? ZEROES : name.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        slowMayAnswer.countDown();
        listener.close();
    }
}
