package dev.waggle.proxy.real;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads requests in the one way that RFC 9112 allows, keeps their bytes, and refuses everything
 * else: whatever a proxy lets through that should have been refused shows up here.
 */
final class RecorderReader {
    private static final int MAX_KEPT_BYTES = 1 << 20;
    private static final int MAX_LINE_BYTES = 1 << 18;
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    private final InputStream input;
    private ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long length;
    private MessageDigest bodyDigest = sha256();
    private long bodyLength;

    RecorderReader(InputStream input) {
        this.input = input;
    }

    /** A request that no server should understand. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        private final String problem;

        Refused(String problem) {
            super(problem);
            this.problem = problem;
        }

        String problem() {
            return problem;
        }
    }

    /** A head: the request line, then fields with lower-case names. */
    record Head(String method, String target, String version, List<Field> fields) {
        record Field(String name, String value) {}

        List<String> all(String name) {
            return fields.stream().filter(f -> f.name().equals(name)).map(Field::value).toList();
        }

        /** What follows the {@code ?}, or nothing. */
        String query() {
            int mark = target.indexOf('?');
            return mark < 0 ? "" : target.substring(mark + 1);
        }

        boolean keepsConnection() {
            return version.equals("HTTP/1.1")
                    && all("connection").stream().noneMatch(v -> v.equalsIgnoreCase("close"));
        }
    }

    /**
     * Reads the next head and forgets what was kept of the last request.
     *
     * @return empty when the peer closed before a first byte
     * @throws Refused when it is not a valid one
     */
    Optional<Head> readHead() throws IOException {
        forget();
        String requestLine;
        try {
            requestLine = readLine();
        } catch (EOFException e) {
            if (length == 0) {
                return Optional.empty();
            }
            throw new Refused("closed within the request line");
        }
        Head head = parseRequestLine(requestLine, readFields());
        checkHost(head);
        return Optional.of(head);
    }

    /** Reads the body that a head announces. */
    void readBody(Head head) throws IOException {
        List<String> lengths = head.all("content-length");
        List<String> codings = head.all("transfer-encoding");
        if (!codings.isEmpty()) {
            require(lengths.isEmpty(), "Content-Length with Transfer-Encoding");
            require(codings.size() == 1, "several Transfer-Encoding");
            require(codings.getFirst().equals("chunked"), "a coding other than chunked");
            require(head.version().equals("HTTP/1.1"), "chunks in HTTP/1.0");
            readChunks();
        } else if (!lengths.isEmpty()) {
            require(lengths.size() == 1, "several Content-Length");
            require(lengths.getFirst().matches("[0-9]{1,18}"), "bad Content-Length");
            readBodyBytes(Long.parseLong(lengths.getFirst()));
        }
    }

    /** The request as it stands now. */
    RecordedRequest recorded(int number, int connection, String problem) {
        return new RecordedRequest(
                number,
                connection,
                kept.toString(StandardCharsets.ISO_8859_1),
                length,
                bodyLength,
                HexFormat.of().formatHex(bodyDigest.digest()),
                problem);
    }

    private void forget() {
        kept = new ByteArrayOutputStream();
        length = 0;
        bodyDigest = sha256();
        bodyLength = 0;
    }

    private List<Head.Field> readFields() throws IOException {
        List<Head.Field> fields = new ArrayList<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            require(colon > 0, "a field without a name or colon");
            String name = line.substring(0, colon);
            require(name.matches(TOKEN), "a field name that is no token");
            String value = line.substring(colon + 1).strip();
            require(value.chars().noneMatch(RecorderReader::isControl), "a control character");
            fields.add(new Head.Field(name.toLowerCase(Locale.ROOT), value));
        }
        return List.copyOf(fields);
    }

    private static boolean isControl(int c) {
        return (c < 0x20 && c != '\t') || c == 0x7F;
    }

    private static Head parseRequestLine(String line, List<Head.Field> fields) throws IOException {
        List<String> parts = List.of(line.split(" ", -1));
        require(parts.size() == 3, "a request line that is not three words");
        require(parts.get(0).matches(TOKEN), "a method that is no token");
        require(parts.get(1).matches("[!\"$-~]+"), "a bad character in the target");
        require(parts.get(2).matches("HTTP/1\\.[01]"), "an unknown version");
        return new Head(parts.get(0), parts.get(1), parts.get(2), fields);
    }

    private static void checkHost(Head head) throws IOException {
        int hosts = head.all("host").size();
        require(hosts == 1 || (hosts == 0 && head.version().equals("HTTP/1.0")), "not one Host");
    }

    private void readChunks() throws IOException {
        while (true) {
            String size = readLine();
            require(size.matches("[0-9a-fA-F]{1,15}"), "a chunk size with more than digits");
            long bytes = Long.parseLong(size, 16);
            if (bytes == 0) {
                readFields(); // the trailers
                return;
            }
            readBodyBytes(bytes);
            require(readLine().isEmpty(), "a chunk longer than its size");
        }
    }

    private void readBodyBytes(long count) throws IOException {
        byte[] buffer = new byte[(int) Math.min(count, 1 << 16)];
        for (long left = count; left > 0; ) {
            int read = input.read(buffer, 0, (int) Math.min(left, buffer.length));
            require(read >= 0, "closed within the body");
            keep(buffer, read);
            bodyDigest.update(buffer, 0, read);
            bodyLength += read;
            left -= read;
        }
    }

    /** A line without its end, which is CRLF and nothing else. */
    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = readByte();
            if (c == '\r') {
                require(readByte() == '\n', "CR without LF");
                return line.toString();
            }
            require(c != '\n', "LF without CR");
            require(line.length() < MAX_LINE_BYTES, "a line too long");
            line.append((char) c);
        }
    }

    private int readByte() throws IOException {
        int c = input.read();
        if (c < 0) {
            throw new EOFException("closed within a line");
        }
        keep(new byte[] {(byte) c}, 1);
        return c;
    }

    private void keep(byte[] bytes, int count) {
        kept.write(bytes, 0, Math.min(count, MAX_KEPT_BYTES - kept.size()));
        length += count;
    }

    private static void require(boolean valid, String problem) throws Refused {
        if (!valid) {
            throw new Refused(problem);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
