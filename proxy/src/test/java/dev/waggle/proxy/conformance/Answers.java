package dev.waggle.proxy.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The responses in what an HTTP/1 client got until the connection ended.
 *
 * @param statuses in order, with {@code 1xx}
 * @param text all bytes, but for Date fields and the answer to the probe
 */
record Answers(List<Integer> statuses, String text) {

    /**
     * Reads them in the one strict way.
     *
     * @param headsOnly how many of the first ones answer HEAD, and so have no body
     * @throws IllegalStateException when they are not responses
     */
    static Answers read(String bytes, int headsOnly) {
        List<Integer> statuses = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < bytes.length()) {
            int bodyStart = bytes.indexOf("\r\n\r\n", at) + 4;
            if (bodyStart < 4 || !bytes.startsWith("HTTP/1.1 ", at)) {
                throw new IllegalStateException("no response: " + bytes.substring(at));
            }
            String head = bytes.substring(at, bodyStart);
            int status = Integer.parseInt(head.substring(9, 12));
            boolean bodiless =
                    statuses.size() < headsOnly || status < 200 || status == 204 || status == 304;
            int end = status == 101 ? bytes.length() : bodyStart;
            if (!bodiless) {
                end = bodyEnd(bytes, head.toLowerCase(Locale.ROOT), bodyStart);
            }
            statuses.add(status);
            if (status != StrictTask.PROBE_STATUS) {
                text.append(head.replaceAll("Date: [^\r]*\r\n", ""));
                text.append(bytes, bodyStart, end);
            }
            at = end;
        }
        return new Answers(List.copyOf(statuses), text.toString());
    }

    private static int bodyEnd(String bytes, String head, int start) {
        int end = bytes.length();
        if (head.contains("transfer-encoding: chunked")) {
            end = chunksEnd(bytes, start);
        } else if (head.contains("content-length: ")) {
            String rest = head.substring(head.indexOf("content-length: ") + 16);
            end = start + Integer.parseInt(rest.substring(0, rest.indexOf('\r')));
        }
        // What is missing was cut off: the text shows it.
        return Math.min(end, bytes.length());
    }

    private static int chunksEnd(String bytes, int start) {
        int at = start;
        while (at < bytes.length()) {
            int lineEnd = bytes.indexOf("\r\n", at);
            int size = Integer.parseInt(bytes.substring(at, lineEnd), 16);
            if (size == 0) {
                int end = bytes.indexOf("\r\n\r\n", lineEnd);
                return end < 0 ? bytes.length() : end + 4;
            }
            at = lineEnd + 2 + size + 2;
        }
        return bytes.length();
    }
}
