package dev.waggle.routing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The context of a route: a path that matches itself and everything below it, on segment
 * boundaries.
 *
 * <p>The constructor normalises as request paths are normalised before they are matched: a slash in
 * front and none at the end, runs of slashes as one, escaped unreserved characters decoded, other
 * escapes with upper-case digits (RFC 3986 section 6.2.2), and other than ASCII escaped as UTF-8.
 *
 * @param value {@code /}, or {@code /a/b} without a slash at its end; at most {@value #MAX_BYTES}
 *     bytes of ASCII
 */
public record PathPrefix(String value) implements Comparable<PathPrefix> {
    /** The longest prefix, in bytes. */
    public static final int MAX_BYTES = 1024;

    /** Everything. */
    public static final PathPrefix ROOT = new PathPrefix("/");

    private static final String ACCEPTED = "a path such as /github";

    /**
     * @throws Malformed when the text is no path, or one that could be read in two ways
     */
    public PathPrefix {
        value = normalise(value);
    }

    /** Whether this is {@code /}. */
    public boolean isRoot() {
        return value.length() == 1;
    }

    /** Whether a normalised path is this prefix or lies below it. */
    public boolean matches(String path) {
        if (isRoot()) {
            return true;
        }
        int length = value.length();
        return path.startsWith(value) && (path.length() == length || path.charAt(length) == '/');
    }

    @Override
    public int compareTo(PathPrefix other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    private static String normalise(String text) {
        if (text.length() > MAX_BYTES) {
            throw new Malformed("is longer than 1024 bytes", ACCEPTED);
        }
        List<String> segments = new ArrayList<>();
        for (String raw : text.split("/", -1)) {
            if (!raw.isEmpty()) {
                segments.add(checkedSegment(normalEscapes(raw)));
            }
        }
        String path = "/" + String.join("/", segments);
        if (path.length() > MAX_BYTES) {
            throw new Malformed("is longer than 1024 bytes when escaped", ACCEPTED);
        }
        return path;
    }

    /** Dot segments, also in the dress of a path parameter, mean different things to readers. */
    private static String checkedSegment(String segment) {
        int parameters = segment.indexOf(';');
        String name = parameters < 0 ? segment : segment.substring(0, parameters);
        if (name.equals(".") || name.equals("..")) {
            throw new Malformed("has a . or .. segment", ACCEPTED + ", without . and ..");
        }
        return segment;
    }

    private static String normalEscapes(String segment) {
        byte[] bytes = segment.getBytes(StandardCharsets.UTF_8);
        StringBuilder out = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int octet = bytes[i] & 0xff;
            if (octet == '%') {
                appendEscape(out, unescaped(bytes, i));
                i += 2;
            } else {
                appendLiteral(out, octet);
            }
        }
        return out.toString();
    }

    private static int unescaped(byte[] bytes, int percent) {
        int high = percent + 2 < bytes.length ? Character.digit(bytes[percent + 1], 16) : -1;
        int low = percent + 2 < bytes.length ? Character.digit(bytes[percent + 2], 16) : -1;
        if (high < 0 || low < 0) {
            throw new Malformed("has a % without two hexadecimal digits", ACCEPTED);
        }
        return high << 4 | low;
    }

    private static void appendEscape(StringBuilder out, int octet) {
        if (octet < 0x20 || octet == 0x7f || octet == '/' || octet == '\\') {
            throw new Malformed("has an escaped slash or control character", ACCEPTED);
        }
        if (isUnreserved(octet)) {
            out.append((char) octet);
        } else {
            out.append(String.format("%%%02X", octet));
        }
    }

    private static void appendLiteral(StringBuilder out, int octet) {
        if (octet >= 0x80) {
            out.append(String.format("%%%02X", octet));
        } else if (octet <= 0x20 || octet == 0x7f || "?#\\\"<>^`{|}*".indexOf(octet) >= 0) {
            throw new Malformed("has a character that no path may have", ACCEPTED);
        } else {
            out.append((char) octet);
        }
    }

    /** RFC 3986 section 2.3. */
    private static boolean isUnreserved(int octet) {
        return (octet >= 'a' && octet <= 'z')
                || (octet >= 'A' && octet <= 'Z')
                || (octet >= '0' && octet <= '9')
                || "-._~".indexOf(octet) >= 0;
    }
}
