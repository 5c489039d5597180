package dev.waggle.proxy.listener;

import java.net.InetAddress;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How many connections each client address has open, in memory that does not grow and without a
 * lock.
 *
 * <p>A count-min sketch of two rows under secret seeds: an address is counted in one slot of each
 * row, and its count is the smaller of the two. It is never too low. It is too high only for an
 * address that shares both of its slots with busy ones, which an attacker cannot aim at. An IPv6
 * client counts by its /64, because that is what one household has (RFC 6177).
 */
final class AddressCounts {
    private static final int SLOTS = 1 << 14;

    private final AtomicIntegerArray first = new AtomicIntegerArray(SLOTS);
    private final AtomicIntegerArray second = new AtomicIntegerArray(SLOTS);
    private final long firstSeed = ThreadLocalRandom.current().nextLong();
    private final long secondSeed = ThreadLocalRandom.current().nextLong();

    /** Counts one more, and gives the count with it. */
    int increment(InetAddress address) {
        long key = keyOf(address);
        int a = first.incrementAndGet(slot(key, firstSeed));
        int b = second.incrementAndGet(slot(key, secondSeed));
        return Math.min(a, b);
    }

    void decrement(InetAddress address) {
        long key = keyOf(address);
        first.decrementAndGet(slot(key, firstSeed));
        second.decrementAndGet(slot(key, secondSeed));
    }

    /** The IPv4 address, or the upper half of the IPv6 one. */
    private static long keyOf(InetAddress address) {
        byte[] bytes = address.getAddress();
        long key = bytes.length;
        for (int i = 0; i < Math.min(bytes.length, 8); i++) {
            key = key << 8 | (bytes[i] & 0xff);
        }
        return key;
    }

    /** The finaliser of MurmurHash3, which spreads every bit. */
    private static int slot(long key, long seed) {
        long h = key ^ seed;
        h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return (int) ((h ^ (h >>> 33)) & (SLOTS - 1));
    }
}
