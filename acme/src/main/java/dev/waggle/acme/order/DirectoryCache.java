package dev.waggle.acme.order;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.toolbox.JSON;

/** A CA's directory, read once an hour for all orders. Safe for use by many threads. */
final class DirectoryCache {

    static final Duration LIFETIME = Duration.ofHours(1);

    private final InstantSource clock;
    private @Nullable JSON directory;
    private Instant readAt = Instant.EPOCH;

    DirectoryCache(InstantSource clock) {
        this.clock = clock;
    }

    /** Reads it from the CA. */
    interface Reader {
        JSON read() throws AcmeException;
    }

    synchronized JSON read(Reader reader) throws AcmeException {
        JSON known = directory;
        Instant now = clock.instant();
        // A clock that has gone back makes what is known look like it came from the future.
        boolean isFresh = !now.isBefore(readAt) && now.isBefore(readAt.plus(LIFETIME));
        if (known == null || !isFresh) {
            known = reader.read();
            directory = known;
            readAt = now;
        }
        return known;
    }

    /** Something went wrong: who knows whether the CA still has these addresses. */
    synchronized void forget() {
        directory = null;
        readAt = Instant.EPOCH;
    }
}
