package dev.waggle.proxy;

import org.jspecify.annotations.Nullable;

/**
 * What SIGHUP asks for. Before the proxy can do it the signal is remembered: nobody who sends one
 * can know how far a start is, and the system's own answer would be to end the process. Safe for
 * all threads.
 */
final class ReloadSignal implements Runnable {
    private @Nullable Runnable reload;
    private boolean asked;

    /** The signal has come. */
    @Override
    public synchronized void run() {
        if (reload == null) {
            asked = true;
        } else {
            reload.run();
        }
    }

    /** From now on this is done at each signal, and at once where one has come before. */
    synchronized void leadsTo(Runnable action) {
        reload = action;
        if (asked) {
            action.run();
        }
    }
}
