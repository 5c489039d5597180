package dev.waggle.proxy.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads HTTP/1.1 requests in the one form that Waggle may send, and fails on everything else. It
 * knows nothing of the code that it judges, and forgives nothing: what passes here leaves the
 * sloppiest task no choice.
 */
public final class StrictRequests {
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
    private static final Set<String> HOP_BY_HOP =
            Set.of("proxy-connection", "keep-alive", "te", "trailer", "proxy-authorization");
    private static final Set<String> ONCE =
            Set.of(
                    "host",
                    "content-length",
                    "transfer-encoding",
                    "connection",
                    "upgrade",
                    "expect",
                    "x-real-ip",
                    "x-forwarded-for",
                    "x-forwarded-proto",
                    "x-forwarded-host",
                    "x-forwarded-port",
                    "cookie");
    private static final Set<String> NEVER_IN_TRAILERS =
            Set.of("host", "content-length", "transfer-encoding", "authorization", "connection");

    /** A field as it stands. */
    public record Field(String name, String value) {
        String lowerName() {
            return name.toLowerCase(Locale.ROOT);
        }
    }

    /** A request as a task reads it. */
    public record Request(
            String method, String target, List<Field> fields, String body, List<Field> trailers) {
        public Request {
            fields = List.copyOf(fields);
            trailers = List.copyOf(trailers);
        }

        /** The value of a field that is there once. */
        public String value(String name) {
            return fields.stream()
                    .filter(field -> field.lowerName().equals(name))
                    .map(Field::value)
                    .reduce((a, b) -> a + " and " + b)
                    .orElse("");
        }
    }

    private final String text;
    private int at;

    private StrictRequests(byte[] bytes) {
        this.text = new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /**
     * Reads all of them.
     *
     * @throws AssertionError when the bytes are anything but whole requests in the strict form
     */
    public static List<Request> read(byte[] bytes) {
        StrictRequests reader = new StrictRequests(bytes);
        List<Request> all = new ArrayList<>();
        while (reader.at < bytes.length) {
            all.add(reader.request());
        }
        return all;
    }

    /**
     * Reads a body in chunks, of which nothing is left over.
     *
     * @throws AssertionError when it is not in the strict form
     */
    static String readChunks(byte[] bytes) {
        StrictRequests reader = new StrictRequests(bytes);
        String body = reader.chunks();
        reader.fields();
        reader.require(reader.at == bytes.length, "bytes behind the body");
        return body;
    }

    private Request request() {
        String line = line();
        int first = line.indexOf(' ');
        int last = line.lastIndexOf(' ');
        require(first > 0 && last > first, "a request line");
        String method = line.substring(0, first);
        String target = line.substring(first + 1, last);
        require(isToken(method), "a method");
        require(isTarget(target, method), "a target");
        require(line.substring(last + 1).equals("HTTP/1.1"), "a version");
        List<Field> fields = fields();
        checkFields(fields);
        Request head = new Request(method, target, fields, "", List.of());
        require(!head.value("host").isEmpty(), "a host");
        String length = head.value("content-length");
        String encoding = head.value("transfer-encoding");
        require(length.isEmpty() || encoding.isEmpty(), "one framing");
        String body = "";
        List<Field> trailers = List.of();
        if (!encoding.isEmpty()) {
            require(encoding.equals("chunked"), "no coding but chunked");
            body = chunks();
            trailers = fields();
            for (Field field : trailers) {
                require(!NEVER_IN_TRAILERS.contains(field.lowerName()), "a trailer");
            }
        } else if (!length.isEmpty()) {
            require(length.matches("0|[1-9][0-9]{0,17}"), "a length");
            body = take(Long.parseLong(length));
        }
        return new Request(method, target, fields, body, trailers);
    }

    private void checkFields(List<Field> fields) {
        Set<String> seen = new HashSet<>();
        for (Field field : fields) {
            String name = field.lowerName();
            require(!HOP_BY_HOP.contains(name), "no field of another hop");
            require(!name.contains("_"), "no underscore");
            require(seen.add(name) || !ONCE.contains(name), "a field once: " + name);
        }
        boolean upgrades = seen.contains("upgrade");
        require(upgrades == seen.contains("connection"), "an upgrade that Connection lists");
        for (Field field : fields) {
            if (field.lowerName().equals("connection")) {
                require(field.value().equals("Upgrade"), "no option but Upgrade");
            }
        }
    }

    private List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(": ");
            require(colon > 0, "a colon and a space");
            String name = line.substring(0, colon);
            String value = line.substring(colon + 2);
            require(isToken(name), "a name");
            require(isValue(value), "a value");
            fields.add(new Field(name, value));
        }
        return fields;
    }

    private String chunks() {
        StringBuilder body = new StringBuilder();
        for (String size = line(); !size.equals("0"); size = line()) {
            require(size.matches("[1-9a-f][0-9a-f]{0,14}"), "a chunk's size");
            body.append(take(Long.parseLong(size, 16)));
            require(line().isEmpty(), "the end of a chunk");
        }
        return body.toString();
    }

    private String take(long count) {
        require(count <= text.length() - at, "a whole body");
        String taken = text.substring(at, at + (int) count);
        at += (int) count;
        return taken;
    }

    /** Up to the next CRLF; a CR or LF that stands alone is none. */
    private String line() {
        int end = text.indexOf("\r\n", at);
        require(end >= 0, "a line end");
        String line = text.substring(at, end);
        require(line.indexOf('\r') < 0 && line.indexOf('\n') < 0, "no bare CR or LF");
        at = end + 2;
        return line;
    }

    private static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c ->
                                (c >= 'a' && c <= 'z')
                                        || (c >= 'A' && c <= 'Z')
                                        || (c >= '0' && c <= '9')
                                        || TOKEN_MARKS.indexOf(c) >= 0);
    }

    private static boolean isTarget(String text, String method) {
        if (text.equals("*")) {
            return method.equals("OPTIONS");
        }
        return text.startsWith("/") && text.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '#');
    }

    private static boolean isValue(String text) {
        return text.equals(text.strip())
                && text.chars().allMatch(c -> c == '\t' || (c >= 0x20 && c != 0x7F));
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("not " + what + ", before " + at + " of:\n" + text);
        }
    }
}
