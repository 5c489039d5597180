package dev.waggle.acme;

/**
 * What a host name looks like: lower-case A-labels, at most 253 characters (RFC 1035 section 2.3.4,
 * RFC 5890).
 */
public final class HostNames {

    private static final int MAX_NAME_CHARACTERS = 253;
    private static final int MAX_LABEL_CHARACTERS = 63;

    private HostNames() {}

    /**
     * Whether it is a lower-case host name without a trailing dot; a text of digits and dots (an
     * IPv4 address) is not.
     */
    public static boolean isHost(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME_CHARACTERS) {
            return false;
        }
        int labelStart = 0;
        for (int dot; (dot = name.indexOf('.', labelStart)) >= 0; labelStart = dot + 1) {
            if (!isLabel(name, labelStart, dot)) {
                return false;
            }
        }
        return isLabel(name, labelStart, name.length()) && !isNumber(name, labelStart);
    }

    /** Whether it is a host name, or one with its left-most label replaced by {@code *}. */
    public static boolean isHostOrWildcard(String name) {
        return name.startsWith("*.") ? isHost(name.substring(2)) : isHost(name);
    }

    /**
     * The wildcard that covers this host: its first label replaced by {@code *}; empty for a host
     * of one label.
     */
    public static String wildcardFor(String host) {
        int dot = host.indexOf('.');
        return dot < 0 ? "" : "*" + host.substring(dot);
    }

    private static boolean isLabel(String name, int start, int end) {
        if (start == end || end - start > MAX_LABEL_CHARACTERS) {
            return false;
        }
        for (int i = start; i < end; i++) {
            char c = name.charAt(i);
            boolean isInner = i > start && i < end - 1;
            if (!isLetterOrDigit(c) && !(c == '-' && isInner)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        // Underscores are no host names, but names with them are resolved and served in practice.
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    }

    private static boolean isNumber(String name, int start) {
        return name.chars().skip(start).allMatch(c -> c >= '0' && c <= '9');
    }
}
