package dev.waggle.proxy.conformance;

import dev.waggle.proxy.testing.StandInListener;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A task that keeps every byte that it is sent, and understands requests in their one strict form
 * only. Whatever else comes is kept as it is, and stays unanswered.
 *
 * <p>A request for {@code /probe} is answered with {@link #PROBE_STATUS} and not kept.
 */
public final class StrictTask implements AutoCloseable {
    public static final int PROBE_STATUS = 299;

    private static final String USUAL = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
    private static final String PROBED = "HTTP/1.1 299 Probed\r\nContent-Length: 0\r\n\r\n";

    private final StringBuilder seen = new StringBuilder();
    private final StandInListener listener;
    private volatile Case current;

    private StrictTask(Case first) {
        this.current = first;
        this.listener = StandInListener.serving(this::serve);
    }

    /** On a free port. */
    public static StrictTask start(Case first) {
        return new StrictTask(first);
    }

    public String authority() {
        return listener.authority();
    }

    /** Answers for this case from now on. What was seen and not asked for stays. */
    void play(Case next) {
        current = next;
    }

    /** All that was seen since it was asked for last. */
    String takeSeen() {
        synchronized (seen) {
            String all = seen.toString();
            seen.setLength(0);
            return all;
        }
    }

    private void serve(Socket connection) throws IOException {
        RequestReader reader =
                new RequestReader(new BufferedInputStream(connection.getInputStream()));
        try {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = exchange(reader, connection);
            }
        } catch (IOException e) {
            // The peer has gone; what came of a request that has no end was seen too.
            keep(reader.bytes());
        }
    }

    private boolean exchange(RequestReader reader, Socket connection) throws IOException {
        String request = reader.read();
        if (request.startsWith("GET /probe HTTP/1.1\r\n")) {
            write(connection, PROBED);
            return true;
        }
        boolean first = isFirst();
        keep(request);
        Case now = current;
        if (!first || now.answer().isEmpty()) {
            write(connection, USUAL + (request.startsWith("HEAD ") ? "" : "ok"));
            return true;
        }
        write(connection, now.answer().get());
        if (now.answer().get().startsWith("HTTP/1.1 101")) {
            keepTunnel(connection);
            return false;
        }
        return !now.taskCloses();
    }

    private boolean isFirst() {
        synchronized (seen) {
            return seen.isEmpty();
        }
    }

    private void keep(String bytes) {
        synchronized (seen) {
            seen.append(bytes);
        }
    }

    private void keepTunnel(Socket connection) throws IOException {
        InputStream in = connection.getInputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            keep(String.valueOf((char) b));
        }
    }

    private static void write(Socket connection, String bytes) throws IOException {
        connection.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Reads whole requests, one after the other. */
    private static final class RequestReader {
        private final InputStream in;
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();

        RequestReader(InputStream in) {
            this.in = in;
        }

        String bytes() {
            return read.toString(StandardCharsets.ISO_8859_1);
        }

        /**
         * Returns when a request is complete.
         *
         * @throws EOFException when the connection ends before
         */
        String read() throws IOException {
            String head = readThrough("\r\n\r\n");
            long length = 0;
            boolean chunked = false;
            for (String line : head.lines().toList()) {
                if (line.startsWith("Content-Length: ")) {
                    length = Long.parseLong(line.substring("Content-Length: ".length()));
                } else if (line.equals("Transfer-Encoding: chunked")) {
                    chunked = true;
                }
            }
            if (chunked) {
                readChunks();
            } else {
                readExactly(length);
            }
            String request = bytes();
            read.reset();
            return request;
        }

        private void readChunks() throws IOException {
            int size;
            do {
                String line = readThrough("\r\n");
                size = Integer.parseInt(line.strip(), 16);
                if (size > 0) {
                    readExactly(size + 2L);
                }
            } while (size > 0);
            String trailer;
            do {
                trailer = readThrough("\r\n");
            } while (!trailer.equals("\r\n"));
        }

        private String readThrough(String end) throws IOException {
            StringBuilder text = new StringBuilder();
            do {
                text.append((char) readByte());
            } while (text.indexOf(end, Math.max(0, text.length() - end.length())) < 0);
            return text.toString();
        }

        private void readExactly(long count) throws IOException {
            for (long i = 0; i < count; i++) {
                readByte();
            }
        }

        private int readByte() throws IOException {
            int b = in.read();
            if (b < 0) {
                throw new EOFException();
            }
            read.write(b);
            return b;
        }
    }

    @Override
    public void close() {
        listener.close();
    }
}
