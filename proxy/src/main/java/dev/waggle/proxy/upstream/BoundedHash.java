package dev.waggle.proxy.upstream;

/**
 * Which endpoint requests with one key belong to: the one that scores highest for the key and has
 * room (rendezvous hashing with bounded loads). Pure, and the same in every process, so that all
 * event loops and all nodes agree.
 *
 * <p>When an endpoint comes or goes only the keys move that it gets or had. One that warms up
 * scores less, so that each of its keys moves once, at some time until it is warm.
 */
final class BoundedHash {
    /** How much more than its even part an endpoint may have to do, as Mirrokni et al. have it. */
    private static final double MOST_OF_EVEN_PART = 1.25;

    /** Fewer requests at once are no load: a page with its pictures stays together. */
    private static final int ALWAYS_ROOM_FOR = 16;

    private static final long FNV_OFFSET = 0xCBF2_9CE4_8422_2325L;
    private static final long FNV_PRIME = 0x100_0000_01B3L;

    private BoundedHash() {}

    /** One of those that a key may belong to. */
    interface Candidate {
        /** The {@link BoundedHash#of hash} of what it is known by. */
        long hash();

        /** How many requests it has under way. */
        int inFlight();

        /** Which part of the usual requests it may get now, more than 0. */
        double weight(long now);
    }

    /** A number for these bytes, evenly spread. */
    static long of(byte[] bytes, int start, int end) {
        long hash = FNV_OFFSET;
        for (int i = start; i < end; i++) {
            hash = (hash ^ (bytes[i] & 0xFF)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /**
     * Picks one.
     *
     * @param all at least one
     * @param key a {@link #of hash}
     */
    static <T extends Candidate> T pick(T[] all, long key, long now) {
        int most = roomOf(all);
        T best = all[0];
        double highest = -1;
        for (T one : all) {
            double score = one.inFlight() < most ? score(one, key, now) : -1;
            if (score > highest) {
                best = one;
                highest = score;
            }
        }
        return best;
    }

    /** More than the even part, so that there is always one with room. */
    private static <T extends Candidate> int roomOf(T[] all) {
        long total = 1;
        for (T one : all) {
            total += one.inFlight();
        }
        return (int) Math.max(ALWAYS_ROOM_FOR, Math.ceil(MOST_OF_EVEN_PART * total / all.length));
    }

    /** Highest with a probability in proportion to the weight. */
    private static double score(Candidate one, long key, long now) {
        double uniform = ((mix(key ^ one.hash()) >>> 11) + 0.5) * 0x1p-53;
        return one.weight(now) / -Math.log(uniform);
    }

    /** The finaliser of splitmix64. */
    private static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ mixed >>> 31;
    }
}
