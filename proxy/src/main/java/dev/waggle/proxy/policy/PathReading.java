package dev.waggle.proxy.policy;

import dev.waggle.proxy.message.Grammar;
import dev.waggle.proxy.message.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * One way to read a path, without dot segments and empty segments (RFC 3986 section 5.2.4).
 *
 * <p>Belongs to one event loop; a result is valid until the next read.
 */
final class PathReading {
    private static final int INITIAL_BYTES = 256;
    private static final byte[] UPPER_HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
    };

    private final boolean loose;
    private byte[] out = new byte[INITIAL_BYTES];
    private int length;
    private int segmentStart;

    private PathReading(boolean loose) {
        this.loose = loose;
    }

    /** What the RFC says: only unreserved characters are decoded, only {@code /} separates. */
    static PathReading strict() {
        return new PathReading(false);
    }

    /**
     * What the most forgiving task might make of it: everything decoded, again and again, a
     * backslash or an encoded slash separates, and {@code ;} starts a parameter to leave away.
     */
    static PathReading loose() {
        return new PathReading(true);
    }

    /** The path as read, from 0. */
    byte[] bytes() {
        return out;
    }

    int length() {
        return length;
    }

    /** Reads a path that begins with a slash, or nothing. */
    @Nullable Refusal read(byte[] bytes, int start, int end) {
        Refusal refusal = readOnce(bytes, start, end);
        // The digits of an escape may have been escapes themselves: %25%32%65. What was read is
        // read in its place: it never gets longer, and each time it gets much shorter.
        while (loose && refusal == null && hasEscape()) {
            refusal = readOnce(out, 0, length);
        }
        return refusal;
    }

    private boolean hasEscape() {
        for (int i = 0; i < length; i++) {
            if (out[i] == '%' && isHex(out, i + 1, length)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Refusal readOnce(byte[] bytes, int start, int end) {
        // Nothing gets longer by being read, but for the slash of an empty path.
        if (out.length <= end - start) {
            out = new byte[Math.max(end - start + 1, out.length * 2)];
        }
        out[0] = '/';
        length = segmentStart = 1;
        boolean inParameter = false;
        for (int i = start; i < end; ) {
            int width = 1;
            int c = bytes[i] & 0xFF;
            if (c == '%') {
                width = escapeWidth(bytes, i, end);
                if (width == 0) {
                    return Refusal.BAD_PERCENT_ENCODING;
                }
                c = unescape(bytes, i, width);
                if (c == 0) {
                    return Refusal.NUL_IN_PATH;
                }
            }
            if (isSeparator(c, width)) {
                inParameter = false;
                if (!endSegment()) {
                    return Refusal.PATH_ABOVE_ROOT;
                }
            } else if (loose && c == ';') {
                inParameter = true;
            } else if (!inParameter) {
                append(c, width);
            }
            i += width;
        }
        return endPath() ? null : Refusal.PATH_ABOVE_ROOT;
    }

    /**
     * How many bytes stand for one character here: 3, loosely also 5 ({@code %252e}), 7 and so on;
     * 0 when it is no escape at all.
     */
    private int escapeWidth(byte[] bytes, int at, int end) {
        int width = 3;
        if (!isHex(bytes, at + 1, end)) {
            return 0;
        }
        while (loose && hex(bytes, at + width - 2) == '%' && isHex(bytes, at + width, end)) {
            width += 2;
        }
        return width;
    }

    private static int unescape(byte[] bytes, int at, int width) {
        return hex(bytes, at + width - 2);
    }

    private static boolean isHex(byte[] bytes, int at, int end) {
        return at + 2 <= end
                && Grammar.hexDigit(bytes[at]) >= 0
                && Grammar.hexDigit(bytes[at + 1]) >= 0;
    }

    private static int hex(byte[] bytes, int at) {
        return Grammar.hexDigit(bytes[at]) << 4 | Grammar.hexDigit(bytes[at + 1]);
    }

    private boolean isSeparator(int c, int width) {
        return loose ? c == '/' || c == '\\' : c == '/' && width == 1;
    }

    private void append(int c, int width) {
        if (width == 1 || loose || isUnreserved(c)) {
            out[length++] = (byte) c;
            return;
        }
        out[length++] = '%';
        out[length++] = UPPER_HEX[c >>> 4];
        out[length++] = UPPER_HEX[c & 0xF];
    }

    /** RFC 3986 section 2.3. */
    private static boolean isUnreserved(int c) {
        byte lower = Grammar.lowerCase((byte) c);
        return (lower >= 'a' && lower <= 'z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    /** Ends a segment at a separator; false when it climbs out of the root. */
    private boolean endSegment() {
        int size = length - segmentStart;
        if (isDots(size)) {
            return size == 1 ? dropSegment() : dropSegment() && dropParent();
        }
        if (size > 0) {
            out[length++] = '/';
            segmentStart = length;
        }
        return true;
    }

    private boolean endPath() {
        int size = length - segmentStart;
        return !isDots(size) || endSegment();
    }

    private boolean isDots(int size) {
        return (size == 1 && out[segmentStart] == '.')
                || (size == 2 && out[segmentStart] == '.' && out[segmentStart + 1] == '.');
    }

    private boolean dropSegment() {
        length = segmentStart;
        return true;
    }

    private boolean dropParent() {
        if (segmentStart == 1) {
            return false;
        }
        int i = segmentStart - 1;
        while (out[i - 1] != '/') {
            i--;
        }
        length = segmentStart = i;
        return true;
    }
}
