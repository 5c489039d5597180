package dev.waggle.proxy.policy;

import dev.waggle.proxy.message.Grammar;

/** Reads the one form of {@code Content-Length} (RFC 9110 section 8.6): digits, nothing else. */
final class ContentLengthText {
    /** {@link #parse} of anything else. */
    static final long INVALID = -1;

    private static final int MAX_DIGITS = 19;

    private ContentLengthText() {}

    /** The length, up to 2^63 - 1 and in at most 19 digits, or {@link #INVALID}. */
    static long parse(byte[] bytes, int start, int end) {
        if (start == end || end - start > MAX_DIGITS) {
            return INVALID;
        }
        long length = 0;
        for (int i = start; i < end; i++) {
            if (!Grammar.isDigit(bytes[i])) {
                return INVALID;
            }
            // 19 digits are under 2^64, so an overflow shows in the sign.
            length = length * 10 + (bytes[i] - '0');
        }
        return length < 0 ? INVALID : length;
    }
}
