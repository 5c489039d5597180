package dev.waggle.routing.docker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that goes on when a test says so. */
public final class SettableClock implements InstantSource {
    private Instant now = Instant.parse("2026-11-21T20:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    public void goOn(Duration duration) {
        now = now.plus(duration);
    }
}
