package dev.waggle.proxy.tls;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;

/**
 * The names of one certificate, compared as bytes so that a request needs no text for it.
 * Immutable.
 */
public final class ShownNames {

    private final byte[][] exact;
    // What follows the star, the dot included.
    private final byte[][] wildcardSuffixes;

    ShownNames(Collection<String> names) {
        exact = bytes(names.stream().filter(name -> !name.startsWith("*")).toList());
        wildcardSuffixes =
                bytes(
                        names.stream()
                                .filter(name -> name.startsWith("*"))
                                .map(name -> name.substring(1))
                                .toList());
    }

    /**
     * Whether one of the names is this host, or a wildcard of one label over it (RFC 9525 section
     * 6.3).
     */
    boolean cover(byte[] host, int start, int end) {
        return contains(exact, host, start, end)
                || contains(wildcardSuffixes, host, endOfFirstLabel(host, start, end), end);
    }

    private static boolean contains(byte[][] names, byte[] host, int start, int end) {
        if (start == end) {
            return false;
        }
        for (byte[] name : names) {
            if (Arrays.equals(name, 0, name.length, host, start, end)) {
                return true;
            }
        }
        return false;
    }

    /** Where the first dot is; the end when the first label is empty or the only one. */
    private static int endOfFirstLabel(byte[] host, int start, int end) {
        for (int i = start; i < end; i++) {
            if (host[i] == '.') {
                return i == start ? end : i;
            }
        }
        return end;
    }

    private static byte[][] bytes(Collection<String> names) {
        return names.stream()
                .map(name -> name.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }
}
