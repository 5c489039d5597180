package dev.waggle.proxy.http2;

/**
 * The streams that we reset last. What the client had on its way to them is ignored: it could not
 * know (RFC 9113 section 5.1).
 */
final class ResetStreams {
    private static final int REMEMBERED = 64;

    private final int[] ids = new int[REMEMBERED];
    private int next;

    void add(int streamId) {
        ids[next] = streamId;
        next = (next + 1) % REMEMBERED;
    }

    boolean contains(int streamId) {
        for (int id : ids) {
            if (id == streamId) {
                return true;
            }
        }
        return false;
    }
}
