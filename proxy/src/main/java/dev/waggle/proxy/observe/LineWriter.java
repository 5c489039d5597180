package dev.waggle.proxy.observe;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes values as text, without making an object, into a line that then goes into a ring as a
 * whole. One thread.
 */
final class LineWriter {
    /** What one value may take in a line, escapes included. */
    static final int LONGEST_VALUE = 8 * 1024;

    private static final byte[] CUT = ascii("...");
    private static final byte[] HEX = ascii("0123456789abcdef");
    private static final byte[] UPPER_HEX = ascii("0123456789ABCDEF");

    /** What is kept of the room that a long line took. */
    private static final int KEPT_BYTES = 16 * 1024;

    private static final int INITIAL_BYTES = 1024;

    private final byte[] digits = new byte[20];
    private byte[] line = new byte[INITIAL_BYTES];
    private int length;

    /** Begins a line; one that was not put into a ring is forgotten. */
    void begin() {
        length = 0;
        if (line.length > KEPT_BYTES) {
            line = new byte[INITIAL_BYTES];
        }
    }

    /** Ends the line: the ring has it, or counts it as dropped. */
    void endIn(LineRing ring) {
        ring.add(line, length);
    }

    private void put(byte b) {
        int at = reserve(1);
        line[at] = b;
    }

    private void put(byte[] source, int from, int to) {
        int at = reserve(to - from);
        System.arraycopy(source, from, line, at, to - from);
    }

    /** Characters up to U+00FF, a byte each. */
    private void put(String source, int from, int to) {
        int at = reserve(to - from);
        for (int i = from; i < to; i++) {
            line[at + i - from] = (byte) source.charAt(i);
        }
    }

    private int reserve(int bytes) {
        int at = length;
        if (line.length - at < bytes) {
            line = Arrays.copyOf(line, Math.max(2 * line.length, at + bytes));
        }
        length = at + bytes;
        return at;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    void raw(byte[] text) {
        put(text, 0, text.length);
    }

    void raw(byte[] text, int from, int to) {
        put(text, from, to);
    }

    void raw(char c) {
        put((byte) c);
    }

    /** A range of bytes; those that the escape does not let pass are written in its way. */
    void escaped(byte[] bytes, int from, int to, Escape escape) {
        int budget = LONGEST_VALUE;
        int clean = from;
        int at = from;
        for (; at < to && budget > 0; at++) {
            if (escape.isClean(bytes[at])) {
                budget--;
            } else {
                put(bytes, clean, at);
                escape.write(this, bytes[at] & 0xFF);
                clean = at + 1;
                budget -= escape.width();
            }
        }
        put(bytes, clean, at);
        if (at < to) {
            raw(CUT);
        }
    }

    /** A text; characters that the escape does not let pass are written in its way. */
    void escaped(String text, Escape escape) {
        int budget = LONGEST_VALUE;
        int clean = 0;
        int at = 0;
        for (; at < text.length() && budget > 0; at++) {
            char c = text.charAt(at);
            if (c < 0x80 && escape.isClean((byte) c)) {
                budget--;
            } else {
                put(text, clean, at);
                escape.write(this, c);
                clean = at + 1;
                budget -= escape.width();
            }
        }
        put(text, clean, at);
        if (at < text.length()) {
            raw(CUT);
        }
    }

    void hex(int value) {
        put(HEX[value & 0xF]);
    }

    void upperHex(int value) {
        put(UPPER_HEX[value & 0xF]);
    }

    /** A number in decimal digits. */
    void number(long value) {
        if (value < 0) {
            raw('-');
        }
        int at = digits.length;
        long rest = value;
        do {
            digits[--at] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        } while (rest != 0);
        put(digits, at, digits.length);
    }

    /** Nanoseconds as milliseconds with three decimals. */
    void millis(long nanos) {
        long micros = Math.max(0, nanos) / 1000;
        number(micros / 1000);
        raw('.');
        int rest = (int) (micros % 1000);
        raw((char) ('0' + rest / 100));
        raw((char) ('0' + rest / 10 % 10));
        raw((char) ('0' + rest % 10));
    }

    /** An address of 4 or 16 bytes, IPv6 as in RFC 5952; nothing for any other length. */
    void address(byte[] address, int length) {
        if (length == 4) {
            ipv4(address, 0);
        } else if (length == 16 && isMapped(address)) {
            ipv4(address, 12);
        } else if (length == 16) {
            ipv6(address);
        }
    }

    private void ipv4(byte[] address, int from) {
        for (int i = 0; i < 4; i++) {
            if (i > 0) {
                raw('.');
            }
            number(address[from + i] & 0xFF);
        }
    }

    private void ipv6(byte[] address) {
        int zeros = longestZeros(address);
        int zerosEnd = zeros < 0 ? -1 : zeros + zerosFrom(address, zeros);
        for (int group = 0; group < 8; group++) {
            if (group == zeros) {
                raw(':');
                raw(':');
                group = zerosEnd - 1;
            } else {
                if (group > 0 && group != zerosEnd) {
                    raw(':');
                }
                group(group(address, group));
            }
        }
    }

    /** Where the first longest run of at least two zero groups starts, or -1. */
    private static int longestZeros(byte[] address) {
        int start = -1;
        int longest = 1;
        for (int group = 0; group < 8; group++) {
            int run = zerosFrom(address, group);
            if (run > longest) {
                start = group;
                longest = run;
            }
        }
        return start;
    }

    private static int zerosFrom(byte[] address, int group) {
        int end = group;
        while (end < 8 && group(address, end) == 0) {
            end++;
        }
        return end - group;
    }

    private void group(int value) {
        boolean started = false;
        for (int shift = 12; shift >= 0; shift -= 4) {
            int digit = value >>> shift & 0xF;
            started |= digit != 0 || shift == 0;
            if (started) {
                hex(digit);
            }
        }
    }

    private static int group(byte[] address, int group) {
        return (address[2 * group] & 0xFF) << 8 | (address[2 * group + 1] & 0xFF);
    }

    private static boolean isMapped(byte[] address) {
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[10] == -1 && address[11] == -1;
    }
}
