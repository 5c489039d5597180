package dev.waggle.proxy;

/** Whether the process is about to stop. Written by one thread, read by the event loops. */
final class Lifecycle {
    private volatile boolean draining;

    boolean isDraining() {
        return draining;
    }

    void drain() {
        draining = true;
    }
}
