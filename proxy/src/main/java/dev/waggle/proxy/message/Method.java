package dev.waggle.proxy.message;

/** The request methods that mean something to the proxy (RFC 9110 section 9.3). */
public enum Method {
    GET(true, true),
    HEAD(true, true),
    POST(false, false),
    PUT(false, true),
    DELETE(false, true),
    OPTIONS(true, true),
    CONNECT(false, false),
    TRACE(true, true),
    PATCH(false, false),
    /** Any other token; treated as neither safe nor idempotent. */
    OTHER(false, false);

    private final boolean safe;
    private final boolean idempotent;

    Method(boolean safe, boolean idempotent) {
        this.safe = safe;
        this.idempotent = idempotent;
    }

    /** RFC 9110 section 9.2.1. */
    public boolean isSafe() {
        return safe;
    }

    /** RFC 9110 section 9.2.2. */
    public boolean isIdempotent() {
        return idempotent;
    }

    /**
     * The method that these bytes spell, exactly (methods are case-sensitive), else {@link #OTHER}.
     */
    public static Method of(byte[] bytes, int start, int end) {
        return switch (end - start) {
            case 3 -> bytes[start] == 'G' ? check(GET, bytes, start) : check(PUT, bytes, start);
            case 4 -> bytes[start] == 'P' ? check(POST, bytes, start) : check(HEAD, bytes, start);
            case 5 -> bytes[start] == 'P' ? check(PATCH, bytes, start) : check(TRACE, bytes, start);
            case 6 -> check(DELETE, bytes, start);
            case 7 ->
                    bytes[start] == 'O'
                            ? check(OPTIONS, bytes, start)
                            : check(CONNECT, bytes, start);
            default -> OTHER;
        };
    }

    private static Method check(Method candidate, byte[] bytes, int start) {
        String name = candidate.name();
        for (int i = 0; i < name.length(); i++) {
            if (bytes[start + i] != name.charAt(i)) {
                return OTHER;
            }
        }
        return candidate;
    }
}
