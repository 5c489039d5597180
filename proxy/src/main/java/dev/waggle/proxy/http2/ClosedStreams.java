package dev.waggle.proxy.http2;

import org.jspecify.annotations.Nullable;

/**
 * The streams that closed last, and how: what may still come of them depends on it (RFC 9113
 * section 5.1).
 *
 * <p>Remembers more than may be open at once, so that what a client had on its way when a stream
 * closed still finds it. Bounded, because a client may close as many as it likes.
 */
final class ClosedStreams {
    /** How a stream came to its end. */
    enum How {
        /** Both sides had said all: the client knows that nothing may follow. */
        ENDED,
        /** The client gave it up, and knows that too. */
        RESET_BY_CLIENT,
        /** We gave it up: the client could not know when it sent what comes now. */
        RESET_BY_US
    }

    private static final int REMEMBERED = 128;

    private final int[] ids = new int[REMEMBERED];
    private final How[] ends = new How[REMEMBERED];
    private int next;

    void add(int streamId, How how) {
        ids[next] = streamId;
        ends[next] = how;
        next = (next + 1) % REMEMBERED;
    }

    /** Null for a stream that never was, or closed long ago. */
    @Nullable How find(int streamId) {
        for (int i = 0; i < REMEMBERED; i++) {
            if (ids[i] == streamId) {
                return ends[i];
            }
        }
        return null;
    }
}
