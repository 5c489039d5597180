package dev.waggle.proxy.datapath;

/** Bytes that say where in a long body they stand, so that one that is lost or doubled shows. */
final class Pattern {
    private static final int PERIOD = 251;

    private Pattern() {}

    static byte[] bytes(long from, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) ((from + i) % PERIOD);
        }
        return bytes;
    }

    static void check(byte[] bytes, int count, long from) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] != (byte) ((from + i) % PERIOD)) {
                throw new AssertionError("another byte at " + (from + i));
            }
        }
    }
}
