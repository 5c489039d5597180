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
