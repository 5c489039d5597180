package dev.waggle.proxy.http1;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Small pieces of text as bytes. */
final class Ascii {
    private static final int LONGEST_NUMBER = 19;

    private Ascii() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Writes a number, not negative, in decimal digits. */
    static void writeNumber(ByteBuf out, long number) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        out.ensureWritable(LONGEST_NUMBER);
        int end = out.writerIndex() + digits;
        long rest = number;
        for (int i = end - 1; i >= end - digits; i--) {
            out.setByte(i, (int) ('0' + rest % 10));
            rest /= 10;
        }
        out.writerIndex(end);
    }
}
