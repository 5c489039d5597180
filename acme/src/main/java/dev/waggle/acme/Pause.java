package dev.waggle.acme;

import java.time.Duration;

/** Waits between two looks at something. Tests move their clock instead. */
@FunctionalInterface
public interface Pause {

    /** Really waits. */
    Pause REAL = Thread::sleep;

    /** Waits that long. */
    void sleep(Duration time) throws InterruptedException;
}
