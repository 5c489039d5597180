package dev.waggle.acme.dns;

import dev.waggle.acme.Pause;
import java.time.Duration;

/** Time as something waits for it: how much has passed, and letting some pass. */
interface Pacing extends Pause {

    /** The machine's own. */
    Pacing REAL =
            new Pacing() {
                @Override
                public long nanoTime() {
                    return System.nanoTime();
                }

                @Override
                public void sleep(Duration time) throws InterruptedException {
                    Pause.REAL.sleep(time);
                }
            };

    /** As {@link System#nanoTime}. */
    long nanoTime();
}
