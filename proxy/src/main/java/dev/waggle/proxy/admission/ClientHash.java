package dev.waggle.proxy.admission;

import java.security.SecureRandom;

/** Turns who a client is into a number that clients cannot aim at: keyed anew in each process. */
final class ClientHash {
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private final long first;
    private final long second;

    ClientHash() {
        SecureRandom random = new SecureRandom();
        first = random.nextLong();
        second = random.nextLong();
    }

    long of(String route, long client) {
        return mix(mix(route.hashCode() ^ first) ^ client);
    }

    long of(String route, byte[] bytes, int start, int end) {
        long hash = mix(route.hashCode() ^ first) ^ (end - start);
        for (int i = start; i < end; i++) {
            hash = mix(hash ^ bytes[i]);
        }
        return hash;
    }

    /** The finaliser of splitmix64 with a key on both sides. */
    private long mix(long value) {
        long mixed = (value ^ first) * MULTIPLIER;
        mixed = (mixed ^ mixed >>> 29 ^ second) * 0xBF58_476D_1CE4_E5B9L;
        return mixed ^ mixed >>> 32;
    }
}
