package dev.waggle.proxy.real;

import java.util.List;

/**
 * What curl got.
 *
 * @param exit curl's own status: 0 when there was an answer, 35 when TLS failed
 * @param status of the answer, or 0
 * @param head status line and fields of the last head that came
 * @param body as ISO 8859-1, one character for each byte
 * @param errors what curl complained about
 */
record Answer(int exit, int status, String head, String body, String errors) {

    /** Reads what {@code curl --include} wrote. */
    static Answer of(Command.Finished curl) {
        String head = "";
        String rest = curl.output();
        while (rest.startsWith("HTTP/") && isInterimOrFirst(head)) {
            int end = rest.indexOf("\r\n\r\n") + 4;
            head = rest.substring(0, end);
            rest = rest.substring(end);
        }
        return new Answer(curl.status(), statusOf(head), head, rest, curl.errors());
    }

    private static boolean isInterimOrFirst(String head) {
        return statusOf(head) < 200;
    }

    private static int statusOf(String head) {
        return head.isEmpty() ? 0 : Integer.parseInt(head.split(" ", 3)[1].strip());
    }

    /** {@code HTTP/1.1}, {@code HTTP/2}. */
    String version() {
        return head.split(" ", 2)[0];
    }

    /**
     * The values of a field.
     *
     * @param name in any case
     */
    List<String> field(String name) {
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }

    /** The first value of a field, or nothing. */
    String first(String name) {
        return field(name).stream().findFirst().orElse("");
    }
}
