package dev.waggle.proxy.compress;

import dev.waggle.proxy.message.Grammar;
import dev.waggle.proxy.message.Head;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The media types that are compressed: {@code text/css}, or {@code text/*} for all of a kind (RFC
 * 9110 section 8.3.1). Immutable.
 */
final class MediaTypes {
    /** Its messages have a compression of their own, and its framing is the client library's. */
    private static final byte[] GRPC = "application/grpc".getBytes(StandardCharsets.US_ASCII);

    private final byte[][] exact;
    private final byte[][] kinds;

    MediaTypes(List<String> types) {
        exact = bytes(types.stream().filter(type -> !type.endsWith("/*")).toList());
        kinds =
                bytes(
                        types.stream()
                                .filter(type -> type.endsWith("/*"))
                                .map(type -> type.substring(0, type.length() - 1))
                                .toList());
    }

    private static byte[][] bytes(List<String> texts) {
        return texts.stream()
                .map(text -> text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }

    /** Whether a {@code Content-Type} that stands here is one of them, whatever its parameters. */
    boolean contain(Head head, int start, int valueEnd) {
        int end = endOfType(head.bytes(), start, valueEnd);
        if (startsWith(head, start, end, GRPC)) {
            return false;
        }
        for (byte[] type : exact) {
            if (head.spells(start, end, type)) {
                return true;
            }
        }
        for (byte[] kind : kinds) {
            if (startsWith(head, start, end, kind)) {
                return true;
            }
        }
        return false;
    }

    private static int endOfType(byte[] bytes, int start, int valueEnd) {
        int end = start;
        while (end < valueEnd && bytes[end] != ';' && !Grammar.isBlank(bytes[end])) {
            end++;
        }
        return end;
    }

    private static boolean startsWith(Head head, int start, int end, byte[] prefix) {
        return end - start >= prefix.length && head.spells(start, start + prefix.length, prefix);
    }
}
