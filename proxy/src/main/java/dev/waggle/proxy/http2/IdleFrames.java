package dev.waggle.proxy.http2;

import java.util.concurrent.TimeUnit;

/**
 * Counts the frames that carry nothing of a request or a response: PING, SETTINGS, PRIORITY,
 * WINDOW_UPDATE, RST_STREAM, and those of unknown types. Each costs us work, and its sender next to
 * nothing (RFC 9113 section 10.5; CVE-2019-9512, -9513, -9515).
 *
 * <p>Honest clients send them because of what they ask and get, so every request and all that we
 * send make room for some. Belongs to the event loop of its connection.
 */
final class IdleFrames {
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** A client says how urgent it is, changes its mind, widens its window, gives up. */
    private static final int FOR_A_REQUEST = 8;

    /** The windows of the stream and of the connection, and a PING that measures the way. */
    private static final int FOR_A_PIECE = 4;

    /** Clients with small buffers give back no less than this at once. */
    private static final int BYTES_FOR_ONE = 512;

    private static final int MOST_LEFT = Integer.MAX_VALUE / 2;

    private final int maxFrames;
    private long windowStart;
    private int left;

    /**
     * @param maxFrames how many one window may see for no reason
     */
    IdleFrames(int maxFrames, long now) {
        this.maxFrames = maxFrames;
        windowStart = now;
        left = maxFrames;
    }

    /** One more; true when the connection has to end for it. */
    boolean isTooMuch(long now) {
        if (now - windowStart >= WINDOW_NANOS) {
            windowStart = now;
            // What was sent just before may be acknowledged now.
            left = Math.max(left, maxFrames);
        }
        return --left < 0;
    }

    /** The client asked for something. */
    void requested() {
        makeRoom(FOR_A_REQUEST);
    }

    /** A piece of a response was sent. */
    void sent(int bytes) {
        makeRoom(FOR_A_PIECE + bytes / BYTES_FOR_ONE);
    }

    private void makeRoom(int frames) {
        left = Math.min(left + Math.min(frames, MOST_LEFT), MOST_LEFT);
    }
}
