package dev.waggle.routing;

import java.net.IDN;
import java.util.Locale;

/**
 * A host as it stands in a certificate and, lower-cased and without port, in a {@code Host} field:
 * a name in A-label form, or an address ({@code 192.0.2.1}, {@code [2001:db8::1]}).
 *
 * <p>The constructor normalises: case, one trailing dot, Unicode to A-labels, addresses to the form
 * of RFC 5952 in brackets.
 *
 * @param ascii the normal form, at most {@value #MAX_BYTES} bytes
 */
public record Hostname(String ascii) implements Comparable<Hostname> {
    /** RFC 1035 section 2.3.4, less the length bytes at both ends. */
    public static final int MAX_BYTES = 253;

    private static final int MAX_LABEL_BYTES = 63;
    private static final String ACCEPTED =
            "a name such as blog.example.org, at most 253 letters, digits, hyphens and dots";

    /** Code points that the mapping of {@link IDN} (RFC 3490) turns into other names. */
    private static final String DEVIATIONS = "\u00df\u1e9e\u03c2\u200c\u200d";

    /**
     * @throws Malformed when the text is neither a name nor an address
     */
    public Hostname {
        ascii = normalise(ascii);
    }

    /** Whether this is an IPv4 or IPv6 address and not a name. */
    public boolean isAddress() {
        return ascii.startsWith("[") || AddressLiteral.isIpv4(ascii);
    }

    @Override
    public int compareTo(Hostname other) {
        return ascii.compareTo(other.ascii);
    }

    @Override
    public String toString() {
        return ascii;
    }

    private static String normalise(String text) {
        if (text.isEmpty()) {
            throw new Malformed("is empty", ACCEPTED);
        }
        if (text.length() > 2 * MAX_BYTES) {
            throw new Malformed("is longer than 253 bytes", ACCEPTED);
        }
        if (text.indexOf(':') >= 0) {
            return AddressLiteral.ipv6InBrackets(text);
        }
        if (AddressLiteral.isIpv4(text)) {
            return text;
        }
        return checkedName(aLabels(withoutTrailingDot(text)));
    }

    private static String withoutTrailingDot(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private static String aLabels(String name) {
        if (name.chars().allMatch(c -> c < 0x80)) {
            return name.toLowerCase(Locale.ROOT);
        }
        if (name.chars().anyMatch(c -> DEVIATIONS.indexOf(c) >= 0)) {
            throw new Malformed(
                    "has a character that browsers and older software encode differently",
                    "the name in its xn-- form");
        }
        try {
            return IDN.toASCII(name, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new Malformed("cannot be written as a name of the DNS", ACCEPTED);
        }
    }

    private static String checkedName(String name) {
        if (name.length() > MAX_BYTES) {
            throw new Malformed("is longer than 253 bytes", ACCEPTED);
        }
        int start = 0;
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', start)) {
            checkLabel(name, start, dot);
            start = dot + 1;
        }
        checkLabel(name, start, name.length());
        // A last label of digits is an address to every resolver, and this is not a valid one.
        if (isDigits(name, start)) {
            throw new Malformed("looks like an address but is none", ACCEPTED);
        }
        return name;
    }

    private static void checkLabel(String name, int start, int end) {
        if (start == end) {
            throw new Malformed("has an empty label (two dots, or one at the start)", ACCEPTED);
        }
        if (end - start > MAX_LABEL_BYTES) {
            throw new Malformed("has a label longer than 63 bytes", ACCEPTED);
        }
        if (name.charAt(start) == '-' || name.charAt(end - 1) == '-') {
            throw new Malformed("has a label that begins or ends with a hyphen", ACCEPTED);
        }
        for (int i = start; i < end; i++) {
            checkCharacter(name.charAt(i));
        }
    }

    private static void checkCharacter(char c) {
        boolean allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
        if (!allowed) {
            String shown = c > ' ' && c < 0x7f ? "'" + c + "'" : String.format("U+%04X", (int) c);
            throw new Malformed("has the character " + shown, ACCEPTED);
        }
    }

    private static boolean isDigits(String name, int start) {
        return name.chars().skip(start).allMatch(c -> c >= '0' && c <= '9');
    }
}
