package dev.waggle.proxy.http1;

import dev.waggle.proxy.message.DecodeResult;
import dev.waggle.proxy.message.Grammar;
import dev.waggle.proxy.message.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * The line before a chunk's data, byte by byte: its size, and extensions that are checked and
 * forgotten (RFC 9112 sections 7.1 and 7.1.1).
 *
 * <p>White space is nowhere allowed: it is "bad" there for the RFC too, and readers differ about
 * it.
 */
final class ChunkLine {
    private static final int MAX_SIZE_DIGITS = 16;

    private enum State {
        SIZE,
        EXTENSION_NAME,
        EXTENSION_VALUE,
        TOKEN_VALUE,
        QUOTED_VALUE,
        QUOTED_PAIR,
        AFTER_QUOTED_VALUE,
        LINE_END
    }

    private final int maxExtensionBytes;
    private State state = State.SIZE;
    private long size;
    private int digits;
    private int extensionBytes;
    private boolean nameBegun;

    ChunkLine(int maxExtensionBytes) {
        this.maxExtensionBytes = maxExtensionBytes;
    }

    void begin() {
        state = State.SIZE;
        size = 0;
        digits = 0;
        extensionBytes = 0;
    }

    /** The chunk's size, after {@link DecodeResult#COMPLETE}. */
    long size() {
        return size;
    }

    /** Takes the next byte; complete with the line feed. */
    DecodeResult accept(byte b) {
        if (state == State.LINE_END) {
            return b == '\n' ? DecodeResult.COMPLETE : Refusal.BARE_CR;
        }
        if (b == '\n') {
            return Refusal.BARE_LF;
        }
        Refusal refusal = state == State.SIZE ? acceptInSize(b) : acceptInExtension(b);
        return refusal == null ? DecodeResult.NEED_MORE : refusal;
    }

    private @Nullable Refusal acceptInSize(byte b) {
        int digit = Grammar.hexDigit(b);
        if (digit < 0) {
            return digits > 0 && endElement(b) ? null : Refusal.BAD_CHUNK_SIZE;
        }
        size = size << 4 | digit;
        // Sixteen digits reach 2^64 - 1; what is over 2^63 - 1 shows in the sign.
        return ++digits > MAX_SIZE_DIGITS || size < 0 ? Refusal.BAD_CHUNK_SIZE : null;
    }

    private @Nullable Refusal acceptInExtension(byte b) {
        if (b != '\r' && ++extensionBytes >= maxExtensionBytes) {
            return Refusal.CHUNK_EXTENSION_TOO_LONG;
        }
        boolean right =
                switch (state) {
                    case EXTENSION_NAME -> acceptInName(b);
                    case EXTENSION_VALUE -> beginValue(b);
                    case TOKEN_VALUE -> Grammar.isToken(b) || endElement(b);
                    case QUOTED_VALUE -> acceptQuoted(b);
                    case QUOTED_PAIR -> acceptPair(b);
                    case AFTER_QUOTED_VALUE -> endElement(b);
                    case SIZE, LINE_END -> false;
                };
        return right ? null : Refusal.BAD_CHUNK_EXTENSION;
    }

    private boolean acceptInName(byte b) {
        if (Grammar.isToken(b)) {
            nameBegun = true;
            return true;
        }
        if (nameBegun && b == '=') {
            state = State.EXTENSION_VALUE;
            return true;
        }
        return nameBegun && endElement(b);
    }

    private boolean beginValue(byte b) {
        state = b == '"' ? State.QUOTED_VALUE : State.TOKEN_VALUE;
        return b == '"' || Grammar.isToken(b);
    }

    private boolean acceptQuoted(byte b) {
        if (b == '"') {
            state = State.AFTER_QUOTED_VALUE;
        } else if (b == '\\') {
            state = State.QUOTED_PAIR;
        }
        return Grammar.isValue(b);
    }

    private boolean acceptPair(byte b) {
        state = State.QUOTED_VALUE;
        return Grammar.isValue(b);
    }

    private boolean endElement(byte b) {
        if (b == ';') {
            state = State.EXTENSION_NAME;
            nameBegun = false;
        } else if (b == '\r') {
            state = State.LINE_END;
        }
        return b == ';' || b == '\r';
    }
}
