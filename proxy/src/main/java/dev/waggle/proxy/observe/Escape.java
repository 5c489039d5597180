package dev.waggle.proxy.observe;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Which bytes may stand in a value of a log line as they are, and how the other ones are written.
 */
enum Escape {
    /**
     * {@code \xHH}, upper-case as nginx has it, for control characters, quotes, backslashes and
     * everything from 0x7F on.
     */
    QUOTED(4, '"', '\\') {
        @Override
        void write(LineWriter line, int c) {
            line.raw(HEX_ESCAPE);
            line.upperHex(c >>> 4);
            line.upperHex(c);
        }
    },
    /** The same, and for spaces: the words of a request line are separated by them. */
    WORD(4, '"', '\\', ' ') {
        @Override
        void write(LineWriter line, int c) {
            QUOTED.write(line, c);
        }
    },
    /** A JSON string (RFC 8259 section 7) that is plain ASCII; bytes are read as ISO 8859-1. */
    JSON(6, '"', '\\') {
        @Override
        void write(LineWriter line, int c) {
            line.raw(UNICODE_ESCAPE);
            line.hex(c >>> 12);
            line.hex(c >>> 8);
            line.hex(c >>> 4);
            line.hex(c);
        }
    };

    private static final byte[] HEX_ESCAPE = "\\x".getBytes(US_ASCII);
    private static final byte[] UNICODE_ESCAPE = "\\u".getBytes(US_ASCII);

    private final boolean[] clean = new boolean[256];
    private final int width;

    Escape(int width, char... unclean) {
        this.width = width;
        for (int c = 0x20; c < 0x7F; c++) {
            clean[c] = true;
        }
        for (char c : unclean) {
            clean[c] = false;
        }
    }

    boolean isClean(byte b) {
        return clean[b & 0xFF];
    }

    /** How many bytes an escaped one takes. */
    int width() {
        return width;
    }

    /** Writes one byte, or one character, that is not clean. */
    abstract void write(LineWriter line, int c);
}
