package dev.waggle.proxy.compress;

import dev.waggle.proxy.message.Head;
import java.nio.charset.StandardCharsets;

/**
 * The content codings that can be applied, the one that is preferred among equals first (RFC 9110
 * section 8.4.1).
 */
enum ContentCoding {
    /** RFC 8878, with a window that is far below the 8 MiB that RFC 9659 allows. */
    ZSTD("zstd", 1536 * 1024),
    /** RFC 7932. */
    BROTLI("br", 1536 * 1024),
    /** RFC 1952. */
    GZIP("gzip", 320 * 1024);

    /** All of them, as a set of {@link #bit() bits}. */
    static final int ALL = (1 << values().length) - 1;

    private static final ContentCoding[] VALUES = values();
    private static final byte[] X_GZIP = "x-gzip".getBytes(StandardCharsets.US_ASCII);

    private final String token;
    private final byte[] bytes;
    private final int memoryBytes;

    ContentCoding(String token, int memoryBytes) {
        this.token = token;
        this.bytes = token.getBytes(StandardCharsets.US_ASCII);
        this.memoryBytes = memoryBytes;
    }

    /** The name in {@code Content-Encoding}. */
    String token() {
        return token;
    }

    /** What an encoder of it takes of native memory at most, measured and rounded up. */
    int memoryBytes() {
        return memoryBytes;
    }

    int bit() {
        return 1 << ordinal();
    }

    /** How many there are. */
    static int count() {
        return VALUES.length;
    }

    static ContentCoding of(int ordinal) {
        return VALUES[ordinal];
    }

    /** The number of the coding that this range of a head names, or -1. */
    static int find(Head head, int start, int end) {
        for (ContentCoding coding : VALUES) {
            if (head.spells(start, end, coding.bytes)) {
                return coding.ordinal();
            }
        }
        // RFC 9110 section 8.4.1.3: a recipient takes x-gzip for gzip.
        return head.spells(start, end, X_GZIP) ? GZIP.ordinal() : -1;
    }
}
