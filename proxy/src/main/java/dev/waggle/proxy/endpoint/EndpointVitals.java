package dev.waggle.proxy.endpoint;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What requests find out about an endpoint, from the event loops to the watch. Safe for all
 * threads; event loops come here with failures only.
 */
public final class EndpointVitals {
    private final Runnable wake;
    private final AtomicInteger connectFailures = new AtomicInteger();
    private final Queue<EndpointLoad> loads = new ConcurrentLinkedQueue<>();
    private final AtomicInteger limited = new AtomicInteger();
    private volatile String lastFailure = "";

    EndpointVitals(Runnable wake) {
        this.wake = wake;
    }

    /** Of an endpoint that nobody watches. */
    public static EndpointVitals unwatched() {
        return new EndpointVitals(() -> {});
    }

    /** Counters for one event loop, until it leaves. */
    public EndpointLoad join() {
        EndpointLoad load = new EndpointLoad();
        loads.add(load);
        return load;
    }

    /** An event loop counts no more. */
    public void leave(EndpointLoad load) {
        loads.remove(load);
    }

    long answers() {
        return loads.stream().mapToLong(EndpointLoad::answers).sum();
    }

    long errors() {
        return loads.stream().mapToLong(EndpointLoad::errors).sum();
    }

    /** How many requests are under way there, on all event loops. */
    public int requests() {
        return loads.stream().mapToInt(EndpointLoad::requests).sum();
    }

    /** How many connections are open to it, on all event loops. */
    public int connections() {
        return loads.stream().mapToInt(EndpointLoad::connections).sum();
    }

    /** Whether a request of a route with this limit may still come, on any event loop. */
    public boolean hasRoom(int most) {
        return limited.get() < most;
    }

    /** Counts a request of a route with this limit, until {@link #exit}; false over it. */
    public boolean enter(int most) {
        int count = limited.get();
        while (count < most) {
            if (limited.compareAndSet(count, count + 1)) {
                return true;
            }
            count = limited.get();
        }
        return false;
    }

    /** A request that was counted is over. */
    public void exit() {
        limited.decrementAndGet();
    }

    /**
     * No connection could be made for a request.
     *
     * @param why a short stable word
     */
    public void connectFailed(String why) {
        lastFailure = why;
        if (connectFailures.getAndIncrement() == 0) {
            wake.run();
        }
    }

    /** Why connections could not be made since this was asked last; null when none failed. */
    @Nullable String takeConnectFailure() {
        return connectFailures.getAndSet(0) == 0 ? null : lastFailure;
    }
}
