package dev.waggle.routing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The contexts of many hosts, found by a range of bytes without making a string of it: open
 * addressing, at most half full.
 */
final class HostIndex {
    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** Odd, with its bits well spread: 2^32 divided by the golden ratio. */
    private static final int MULTIPLIER = 0x9e3779b1;

    private final byte[][] names;
    private final int[] hashes;
    private final ContextIndex[] contexts;

    private HostIndex(int capacity) {
        names = new byte[capacity][];
        hashes = new int[capacity];
        contexts = new ContextIndex[capacity];
    }

    /**
     * Of distinct hosts in ASCII.
     *
     * @param contexts of each, in the same order
     */
    static HostIndex of(List<String> hosts, List<ContextIndex> contexts) {
        int capacity = Integer.highestOneBit(Math.max(hosts.size(), 2) * 2 - 1) * 2;
        HostIndex index = new HostIndex(capacity);
        for (int i = 0; i < hosts.size(); i++) {
            index.put(hosts.get(i), contexts.get(i));
        }
        return index;
    }

    /** The contexts of a host, or null when it is not known. Allocates nothing. */
    @Nullable ContextIndex find(byte[] host, int start, int end) {
        int hash = hash(host, start, end);
        for (int slot = hash & (names.length - 1); ; slot = (slot + 1) & (names.length - 1)) {
            byte[] name = names[slot];
            if (name == null) {
                return null;
            }
            if (hashes[slot] == hash && Arrays.equals(name, 0, name.length, host, start, end)) {
                return contexts[slot];
            }
        }
    }

    private void put(String host, ContextIndex index) {
        byte[] name = host.getBytes(StandardCharsets.US_ASCII);
        int hash = hash(name, 0, name.length);
        int slot = hash & (names.length - 1);
        while (names[slot] != null) {
            slot = (slot + 1) & (names.length - 1);
        }
        names[slot] = name;
        hashes[slot] = hash;
        contexts[slot] = index;
    }

    /** Four bytes at a time; the high bits are mixed down, as the slots use the low ones only. */
    private static int hash(byte[] bytes, int start, int end) {
        int hash = end - start;
        int i = start;
        for (; i <= end - Integer.BYTES; i += Integer.BYTES) {
            hash = mixed(hash ^ (int) WORDS.get(bytes, i));
        }
        for (; i < end; i++) {
            hash = mixed(hash ^ bytes[i]);
        }
        return hash;
    }

    private static int mixed(int hash) {
        int product = hash * MULTIPLIER;
        return product ^ product >>> 15;
    }
}
