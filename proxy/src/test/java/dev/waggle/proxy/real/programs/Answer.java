package dev.waggle.proxy.real.programs;

import java.util.List;

/**
 * A response as curl shows it.
 *
 * @param protocol {@code HTTP/1.1} or {@code HTTP/2}
 * @param fields lines of the head, in their order
 * @param body a character for each byte
 */
record Answer(String protocol, int status, List<String> fields, String body) {
    Answer {
        fields = List.copyOf(fields);
    }

    /** Reads head and body, and skips the interim responses before them. */
    static Answer parse(String text) {
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new AssertionError("no head: " + text);
        }
        List<String> head = text.substring(0, end).lines().toList();
        String[] statusLine = head.getFirst().split(" ", 3);
        int status = Integer.parseInt(statusLine[1]);
        String rest = text.substring(end + 4);
        return status < 200
                ? parse(rest)
                : new Answer(statusLine[0], status, head.subList(1, head.size()), rest);
    }

    /** The values of a field, by any case of its name. */
    List<String> all(String name) {
        String prefix = name + ":";
        return fields.stream()
                .filter(line -> line.regionMatches(true, 0, prefix, 0, prefix.length()))
                .map(line -> line.substring(prefix.length()).strip())
                .toList();
    }

    /** The value of a field, or empty. */
    String field(String name) {
        return String.join(", ", all(name));
    }
}
