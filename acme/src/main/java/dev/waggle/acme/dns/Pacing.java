package dev.waggle.acme.dns;

import java.time.Duration;

/** Time as something waits for it: how much has passed, and letting some pass. */
interface Pacing {

    /** The machine's own. */
    Pacing REAL =
            new Pacing() {
                @Override
                public long nanoTime() {
                    return System.nanoTime();
                }

                @Override
                public void pause(Duration time) throws InterruptedException {
                    Thread.sleep(time);
                }
            };

    /** As {@link System#nanoTime}. */
    long nanoTime();

    /** Blocks for that long. */
    void pause(Duration time) throws InterruptedException;
}
