package dev.waggle.routing.docker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Status and headers of an answer of the Engine.
 *
 * @param headers by name; names compare without case
 */
record AnswerHead(int status, Map<String, List<String>> headers) {
    private static final int MAX_LINE_BYTES = 8192;
    private static final int MAX_LINES = 100;

    /** Reads up to and including the empty line (RFC 9112, section 2.1). */
    static AnswerHead read(InputStream in) throws IOException {
        int status = status(line(in));
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int lines = 0; lines < MAX_LINES; lines++) {
            String line = line(in);
            if (line.isEmpty()) {
                return new AnswerHead(status, headers);
            }
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new DockerUnavailable("not a header: " + line);
            }
            headers.computeIfAbsent(line.substring(0, colon), _ -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        throw new DockerUnavailable("more than " + MAX_LINES + " headers");
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(List::getFirst);
    }

    boolean isChunked() {
        return header("Transfer-Encoding").orElse("").equalsIgnoreCase("chunked");
    }

    private static int status(String line) throws IOException {
        // HTTP-version SP 3DIGIT [SP reason] (RFC 9112, section 4)
        if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
            throw new DockerUnavailable("not an HTTP answer: " + line);
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    /** One line without its end. */
    static String line(InputStream in) throws IOException {
        byte[] line = new byte[256];
        int length = 0;
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new DockerUnavailable("the connection ended within an answer's head");
            }
            if (length == MAX_LINE_BYTES) {
                throw new DockerUnavailable("a line of more than " + MAX_LINE_BYTES + " bytes");
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, length * 2);
            }
            line[length++] = (byte) b;
        }
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        return new String(line, 0, end, StandardCharsets.ISO_8859_1);
    }
}
