package dev.waggle.proxy.upstream;

import dev.waggle.proxy.http1.RequestHeadEncoder;
import dev.waggle.proxy.http1.UpstreamHeadPlan;
import dev.waggle.proxy.loop.Deadlines;
import dev.waggle.proxy.loop.FlushQueue;
import java.util.function.Supplier;

/**
 * What the connections to tasks of one event loop are made of.
 *
 * @param current the bounds; asked each time, for they may change
 * @param connector opens them
 * @param observer sees them come and go
 * @param encoder writes request heads
 * @param plan scratch for the encoder
 */
public record UpstreamServices(
        Supplier<UpstreamSettings> current,
        Connector connector,
        FlushQueue flushes,
        Deadlines deadlines,
        UpstreamObserver observer,
        RequestHeadEncoder encoder,
        UpstreamHeadPlan plan) {
    /** With bounds that stay. */
    public UpstreamServices(
            UpstreamSettings settings,
            Connector connector,
            FlushQueue flushes,
            Deadlines deadlines,
            UpstreamObserver observer,
            RequestHeadEncoder encoder,
            UpstreamHeadPlan plan) {
        this(() -> settings, connector, flushes, deadlines, observer, encoder, plan);
    }

    /** The bounds as they are now. */
    UpstreamSettings settings() {
        return current.get();
    }
}
