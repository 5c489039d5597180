package dev.waggle.routing.swarm;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that goes on when a test says so. */
final class SettableClock implements InstantSource {
    private Instant now = Instant.parse("2026-11-21T20:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    void goOn(Duration duration) {
        now = now.plus(duration);
    }
}
