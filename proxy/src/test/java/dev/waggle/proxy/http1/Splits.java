package dev.waggle.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;

/** Feeds the same bytes in every way that a network may split them. */
final class Splits {
    private Splits() {}

    /** One reading of bytes that come in pieces. */
    @FunctionalInterface
    interface Reader {
        /**
         * Reads on.
         *
         * @return the verdict, or an empty text while more is needed
         */
        String read(ByteBuf in);
    }

    /**
     * The verdict, which is the same whole, in all two-part splits and byte by byte.
     *
     * @param readers makes a fresh reader
     */
    static String verdict(String message, Function<String, Reader> readers) {
        byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
        String whole = feed(bytes, readers.apply(message), bytes.length);
        for (int first = 1; first < bytes.length; first++) {
            String split = feed(bytes, readers.apply(message), first, bytes.length - first);
            assertThat(split).as("split after %d", first).isEqualTo(whole);
        }
        int[] single = new int[bytes.length];
        Arrays.fill(single, 1);
        assertThat(feed(bytes, readers.apply(message), single)).as("bytewise").isEqualTo(whole);
        return whole;
    }

    private static String feed(byte[] bytes, Reader reader, int... sizes) {
        ByteBuf in = Unpooled.buffer(bytes.length);
        int at = 0;
        for (int size : sizes) {
            in.writeBytes(bytes, at, size);
            at += size;
            String verdict = reader.read(in);
            if (!verdict.isEmpty()) {
                return verdict;
            }
        }
        return "more";
    }
}
