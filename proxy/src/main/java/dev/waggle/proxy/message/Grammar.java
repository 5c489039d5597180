package dev.waggle.proxy.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Which bytes may stand where in a message, as tables that a scanner asks once per byte.
 *
 * <p>The tables are shared and read only.
 */
public final class Grammar {
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
    private static final long ONES = 0x0101010101010101L;
    private static final long TOP_BITS = 0x8080808080808080L;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] NAME_FOLD = nameFold();
    private static final boolean[] VALUE = value();
    private static final boolean[] TARGET = target();
    private static final byte[] HEX = hex();

    private Grammar() {}

    /** Whether a byte may be part of a token (RFC 9110 section 5.6.2). */
    public static boolean isToken(byte b) {
        return NAME_FOLD[b & 0xFF] != 0;
    }

    /** Whether these bytes are a token; an empty range is none. */
    public static boolean isToken(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (!isToken(bytes[i])) {
                return false;
            }
        }
        return start < end;
    }

    /**
     * The byte of a field name as names are compared: in lower case, {@code _} as {@code -}; 0 for
     * a byte that no token has.
     */
    public static byte foldName(byte b) {
        return NAME_FOLD[b & 0xFF];
    }

    /**
     * Whether a byte may be part of a field value: visible, space, tab or above 0x7F (RFC 9110
     * section 5.5).
     */
    public static boolean isValue(byte b) {
        return VALUE[b & 0xFF];
    }

    /**
     * Goes over bytes of a field value eight at a time; what is left is at most seven of them, or
     * begins at most seven before one that is a tab or none.
     *
     * @return the first that was not looked at
     */
    public static int skipValue(byte[] bytes, int start, int end) {
        int i = start;
        while (i <= end - Long.BYTES && !hasControl((long) LONGS.get(bytes, i))) {
            i += Long.BYTES;
        }
        return i;
    }

    /**
     * Whether any of eight bytes is below a space or a DEL: subtraction borrows from the top bit of
     * a byte only where it is less, or behind one that is.
     */
    private static boolean hasControl(long eight) {
        long belowSpace = (eight - ONES * ' ') & ~eight;
        long noDel = eight ^ ONES * 0x7F;
        long del = (noDel - ONES) & ~noDel;
        return ((belowSpace | del) & TOP_BITS) != 0;
    }

    /** Whether these bytes may be a field value. */
    public static boolean isValue(byte[] bytes, int start, int end) {
        for (int i = skipValue(bytes, start, end); i < end; i++) {
            if (!isValue(bytes[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether a byte may be part of a request target: visible ASCII but {@code #}. */
    public static boolean isTarget(byte b) {
        return TARGET[b & 0xFF];
    }

    /** The value of a hexadecimal digit, or -1. */
    public static int hexDigit(byte b) {
        return HEX[b & 0xFF];
    }

    public static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** An ASCII letter in lower case, any other byte as it is. */
    public static byte lowerCase(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }

    /** Space or tab, the white space that may surround values and list elements. */
    public static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static byte[] nameFold() {
        byte[] table = new byte[256];
        for (int c = '0'; c <= '9'; c++) {
            table[c] = (byte) c;
        }
        for (int c = 'a'; c <= 'z'; c++) {
            table[c] = (byte) c;
            table[c - 32] = (byte) c;
        }
        for (int i = 0; i < TOKEN_MARKS.length(); i++) {
            table[TOKEN_MARKS.charAt(i)] = (byte) TOKEN_MARKS.charAt(i);
        }
        table['_'] = '-';
        return table;
    }

    private static boolean[] value() {
        boolean[] table = new boolean[256];
        for (int c = ' '; c < 256; c++) {
            table[c] = c != 0x7F;
        }
        table['\t'] = true;
        return table;
    }

    private static boolean[] target() {
        boolean[] table = new boolean[256];
        for (int c = '!'; c < 0x7F; c++) {
            table[c] = c != '#';
        }
        return table;
    }

    private static byte[] hex() {
        byte[] table = new byte[256];
        for (int c = 0; c < 256; c++) {
            table[c] = (byte) (c < 128 ? Character.digit(c, 16) : -1);
        }
        return table;
    }
}
