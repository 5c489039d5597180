package dev.waggle.proxy.http2;

import dev.waggle.proxy.policy.UnderscorePolicy;
import java.util.concurrent.TimeUnit;

/**
 * The bounds of an HTTP/2 connection to a client.
 *
 * @param maxStreams streams that may be open at once, held from the first frame on
 * @param streamWindowBytes how much of a request body may be here and not yet passed on
 * @param connectionWindowBytes the same for all bodies of a connection together
 * @param maxHeadBytes names and values of a head with 32 bytes for each field (RFC 9113 section
 *     6.5.2); over it 431
 * @param maxPathBytes how long {@code :path} may be; over it 414
 * @param maxFields fields of a head, all cookie crumbs counted as one; over it 431
 * @param maxCookieCrumbs {@code cookie} fields before they are joined; over it 431
 * @param underscores what happens to names with {@code _}
 * @param idleNanos how long a connection may have no stream
 * @param headNanos how long the client's preface may take, and a head with its continuations
 * @param bodyGraceNanos how much longer the first of these times is: a client may need that to
 *     begin
 * @param bodyProgressNanos in each of these, {@code bodyProgressBytes} of a body must come while we
 *     read
 * @param responseProgressNanos in each of these, {@code responseProgressBytes} must leave while
 *     there are some to send
 * @param maxRequests after so many the connection closes politely
 * @param maxQueuedBytes how much of a response may wait for its stream's turn before the task is
 *     asked to wait
 * @param maxUnsentControlFrames how many answers to a client's control frames may wait to be read
 *     by it
 * @param maxResets how many streams the client may reset, and how many it may make us reset, in one
 *     window of {@link MadeYouReset}
 * @param maxIdleFrames how many frames may move nothing in one window of {@link IdleFrames}
 */
public record Http2Settings(
        int maxStreams,
        int streamWindowBytes,
        int connectionWindowBytes,
        int maxHeadBytes,
        int maxPathBytes,
        int maxFields,
        int maxCookieCrumbs,
        UnderscorePolicy underscores,
        long idleNanos,
        long headNanos,
        long bodyGraceNanos,
        long bodyProgressNanos,
        int bodyProgressBytes,
        long responseProgressNanos,
        int responseProgressBytes,
        int maxRequests,
        int maxQueuedBytes,
        int maxUnsentControlFrames,
        int maxResets,
        int maxIdleFrames) {

    /** What holds where nothing is configured. */
    public static final Http2Settings DEFAULT =
            new Http2Settings(
                    100,
                    256 * 1024,
                    1024 * 1024,
                    32 * 1024,
                    16 * 1024,
                    128,
                    256,
                    UnderscorePolicy.DROP,
                    TimeUnit.SECONDS.toNanos(60),
                    TimeUnit.SECONDS.toNanos(10),
                    TimeUnit.SECONDS.toNanos(1),
                    TimeUnit.SECONDS.toNanos(10),
                    1024,
                    TimeUnit.SECONDS.toNanos(30),
                    1024,
                    10_000,
                    512 * 1024,
                    1_000,
                    200,
                    1_000);

    /** The window that every HTTP/2 peer starts with (RFC 9113 section 6.9.2). */
    static final int PROTOCOL_WINDOW_BYTES = 65_535;

    public Http2Settings {
        if (maxStreams < 1 || maxFields < 1 || maxCookieCrumbs < 1 || maxRequests < 1) {
            throw new IllegalArgumentException("limits leave no room for a request");
        }
        if (streamWindowBytes < 1 || connectionWindowBytes < PROTOCOL_WINDOW_BYTES) {
            throw new IllegalArgumentException("windows leave no room for a body");
        }
        if (maxPathBytes < 16 || maxHeadBytes < maxPathBytes) {
            throw new IllegalArgumentException("limits leave no room for a request head");
        }
    }
}
