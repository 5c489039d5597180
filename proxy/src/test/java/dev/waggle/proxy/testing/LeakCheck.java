package dev.waggle.proxy.testing;

import io.netty.util.LeakPresenceDetector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves a reference-counted resource behind, without waiting for a garbage
 * collection. It follows every class of this module by itself: a class without it would leave its
 * leaks to the next one that asks.
 *
 * <p>The class closes its channels and event loops before this runs (in its own {@code @AfterAll}).
 * What is released within a few seconds after that was no leak; what stays is.
 */
public final class LeakCheck implements AfterAllCallback {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final long patienceNanos;

    public LeakCheck() {
        this(TimeUnit.SECONDS.toNanos(5));
    }

    LeakCheck(long patienceNanos) {
        this.patienceNanos = patienceNanos;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        check();
    }

    void check() {
        long end = System.nanoTime() + patienceNanos;
        while (OpenBuffers.exist() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        LeakPresenceDetector.check();
    }
}
