package dev.waggle.proxy.upstream;

import dev.waggle.proxy.http1.RequestHeadEncoder;
import dev.waggle.proxy.http1.UpstreamHeadPlan;
import dev.waggle.proxy.loop.Deadlines;
import dev.waggle.proxy.loop.FlushQueue;

/**
 * What the connections to tasks of one event loop are made of.
 *
 * @param connector opens them
 * @param observer sees them come and go
 * @param encoder writes request heads
 * @param plan scratch for the encoder
 */
public record UpstreamServices(
        UpstreamSettings settings,
        Connector connector,
        FlushQueue flushes,
        Deadlines deadlines,
        UpstreamObserver observer,
        RequestHeadEncoder encoder,
        UpstreamHeadPlan plan) {}
