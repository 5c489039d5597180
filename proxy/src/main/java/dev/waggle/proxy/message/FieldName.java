package dev.waggle.proxy.message;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The field names that the proxy itself acts on, each with a small number, so that a head is
 * decided by numbers and never by comparing text twice.
 *
 * <p>The number is found once, while a name is scanned, by a hash of its lower-case bytes. An
 * underscore counts as a hyphen there, because some tasks fold the two: {@code X_Forwarded_For} is
 * found as {@link #X_FORWARDED_FOR}.
 */
public enum FieldName {
    /** A name that means nothing to the proxy. Always ordinal 0. */
    OTHER(""),
    HOST("host"),
    CONNECTION("connection"),
    PROXY_CONNECTION("proxy-connection"),
    KEEP_ALIVE("keep-alive"),
    TE("te"),
    TRAILER("trailer"),
    TRANSFER_ENCODING("transfer-encoding"),
    UPGRADE("upgrade"),
    HTTP2_SETTINGS("http2-settings"),
    PROXY_AUTHENTICATE("proxy-authenticate"),
    PROXY_AUTHORIZATION("proxy-authorization"),
    CONTENT_LENGTH("content-length"),
    CONTENT_TYPE("content-type"),
    CONTENT_ENCODING("content-encoding"),
    CONTENT_RANGE("content-range"),
    EXPECT("expect"),
    MAX_FORWARDS("max-forwards"),
    RANGE("range"),
    CACHE_CONTROL("cache-control"),
    VARY("vary"),
    ETAG("etag"),
    ACCEPT("accept"),
    ACCEPT_ENCODING("accept-encoding"),
    AUTHORIZATION("authorization"),
    WWW_AUTHENTICATE("www-authenticate"),
    COOKIE("cookie"),
    SET_COOKIE("set-cookie"),
    DATE("date"),
    SERVER("server"),
    LOCATION("location"),
    ORIGIN("origin"),
    REFERER("referer"),
    USER_AGENT("user-agent"),
    FORWARDED("forwarded"),
    X_FORWARDED_FOR("x-forwarded-for"),
    X_FORWARDED_PROTO("x-forwarded-proto"),
    X_FORWARDED_HOST("x-forwarded-host"),
    X_FORWARDED_PORT("x-forwarded-port"),
    X_FORWARDED_PREFIX("x-forwarded-prefix"),
    X_FORWARDED_SERVER("x-forwarded-server"),
    X_REAL_IP("x-real-ip"),
    X_REQUEST_ID("x-request-id"),
    GRPC_TIMEOUT("grpc-timeout"),
    ALT_SVC("alt-svc"),
    RETRY_AFTER("retry-after"),
    SEC_WEBSOCKET_KEY("sec-websocket-key"),
    SEC_WEBSOCKET_ACCEPT("sec-websocket-accept");

    private static final FieldName[] ALL = values();
    private static final int TABLE_MASK = 511;
    private static final FieldName[] TABLE = new FieldName[TABLE_MASK + 1];
    private static final int LONGEST = 32;

    static {
        for (FieldName name : ALL) {
            if (name != OTHER) {
                enter(name);
            }
        }
    }

    private final byte[] lowerCase;
    private final byte[] canonical;

    FieldName(String lowerCase) {
        this.lowerCase = lowerCase.getBytes(StandardCharsets.US_ASCII);
        this.canonical = canonicalCase(lowerCase);
    }

    /** The name in lower case; not to be written to. */
    public byte[] lowerCase() {
        return lowerCase;
    }

    /**
     * The name as HTTP/1.1 messages usually write it ({@code Content-Length}); not to be written
     * to.
     */
    public byte[] canonical() {
        return canonical;
    }

    /** A bit of its own for each name, for sets of names in a {@code long}; there are under 64. */
    public long bit() {
        return 1L << ordinal();
    }

    /** The set of these names, of their {@link #bit() bits}. */
    public static long bits(FieldName... names) {
        long bits = 0;
        for (FieldName name : names) {
            bits |= name.bit();
        }
        return bits;
    }

    /** The name of this number, as {@link #ordinal()} gave it. */
    public static FieldName of(int id) {
        return ALL[id];
    }

    /**
     * The one whose name these bytes spell, in any case and with {@code _} for {@code -}, else
     * {@link #OTHER}.
     */
    public static FieldName find(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length == 0 || length > LONGEST) {
            return OTHER;
        }
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = hash * 31 + Grammar.foldName(bytes[i]);
        }
        return find(hash, bytes, start, end);
    }

    /**
     * The same for a scanner that went over the name already.
     *
     * @param hash {@code hash * 31 + Grammar.foldName(b)} over the name's bytes, from 0
     */
    public static FieldName find(int hash, byte[] bytes, int start, int end) {
        for (int slot = slot(hash); TABLE[slot] != null; slot = (slot + 1) & TABLE_MASK) {
            if (TABLE[slot].spells(bytes, start, end)) {
                return TABLE[slot];
            }
        }
        return OTHER;
    }

    private boolean spells(byte[] bytes, int start, int end) {
        if (end - start != lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            if (Grammar.foldName(bytes[start + i]) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    private static int slot(int hash) {
        return (hash ^ (hash >>> 9) ^ (hash >>> 18)) & TABLE_MASK;
    }

    private static void enter(FieldName name) {
        int hash = 0;
        for (byte b : name.lowerCase) {
            hash = hash * 31 + b;
        }
        int slot = slot(hash);
        while (TABLE[slot] != null) {
            slot = (slot + 1) & TABLE_MASK;
        }
        TABLE[slot] = name;
    }

    private static byte[] canonicalCase(String lowerCase) {
        StringBuilder text = new StringBuilder(lowerCase);
        boolean first = true;
        for (int i = 0; i < text.length(); i++) {
            String letter = text.substring(i, i + 1);
            text.replace(i, i + 1, first ? letter.toUpperCase(Locale.ROOT) : letter);
            first = letter.equals("-");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
