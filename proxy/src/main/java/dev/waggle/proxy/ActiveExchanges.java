package dev.waggle.proxy;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many exchanges of one event loop are under way, those that began before the drain apart from
 * the later ones: the process waits for the older ones only, because new ones come as long as it
 * accepts. Counted by its event loop, read by others.
 */
final class ActiveExchanges {
    private final AtomicInteger older = new AtomicInteger();
    private final AtomicInteger newer = new AtomicInteger();
    private final Lifecycle lifecycle;

    ActiveExchanges(Lifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    /** Counts one that begins; the result goes to {@link #left}. */
    boolean entered() {
        boolean late = lifecycle.isDraining();
        (late ? newer : older).incrementAndGet();
        return late;
    }

    /** Counts one that ended. */
    void left(boolean late) {
        (late ? newer : older).decrementAndGet();
    }

    int older() {
        return older.get();
    }

    int all() {
        return older.get() + newer.get();
    }
}
