package dev.waggle.routing.source;

import java.time.Instant;
import java.util.Optional;

/**
 * How well a source knows what it tells.
 *
 * @param lastSuccess when it last read all, changed or not; empty before the first time
 * @param consecutiveFailures failed reads since then
 * @param errors failed reads since the start
 * @param lastError what the last failure said, kept after it is over; empty when there was none
 * @param reads complete reads since the start, those without a change included
 * @param bytes of all answers since the start
 */
public record DiscoveryStatus(
        Optional<Instant> lastSuccess,
        long consecutiveFailures,
        long errors,
        Optional<String> lastError,
        long reads,
        long bytes) {

    /** Of a source that has not read yet. */
    public static final DiscoveryStatus UNREAD =
            new DiscoveryStatus(Optional.empty(), 0, 0, Optional.empty(), 0, 0);

    /** Whether what it last told may be out of date, because it could not read since. */
    public boolean isStale() {
        return consecutiveFailures > 0;
    }

    /** After a complete read. */
    public DiscoveryStatus succeeded(Instant now, long bytes) {
        return new DiscoveryStatus(Optional.of(now), 0, errors, lastError, reads + 1, bytes);
    }

    /** After a failed one. */
    public DiscoveryStatus failed(String error, long bytes) {
        return new DiscoveryStatus(
                lastSuccess, consecutiveFailures + 1, errors + 1, Optional.of(error), reads, bytes);
    }
}
