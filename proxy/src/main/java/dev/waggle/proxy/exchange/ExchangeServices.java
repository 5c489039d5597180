package dev.waggle.proxy.exchange;

import dev.waggle.proxy.loop.Deadline;
import dev.waggle.proxy.loop.Deadlines;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.routing.Route;
import io.netty.channel.EventLoop;
import java.util.function.Function;

/**
 * What the exchanges of one event loop are made of.
 *
 * @param loop the event loop that all of them live on
 * @param upstreams the selector of a route
 * @param forwardedFor tells who the client of a request is
 */
public record ExchangeServices(
        EventLoop loop,
        ExchangeSettings settings,
        RequestPolicy policy,
        Authenticator authenticator,
        Function<Route, UpstreamSelector> upstreams,
        ForwardedFor forwardedFor,
        LocalReplies localReplies,
        ExchangeObserver observer,
        Deadlines deadlines) {

    /** A new exchange; its end keeps it and then calls {@link Exchange#open}. */
    public Exchange exchange(
            ClientConnection client, RequestHead request, DownstreamEnd downstream) {
        return new Exchange(this, client, request, downstream);
    }

    UpstreamSelector selectorFor(Route route) {
        return upstreams.apply(route);
    }

    Deadline deadline(Runnable expired) {
        return new Deadline(deadlines) {
            @Override
            protected void expired() {
                expired.run();
            }
        };
    }

    long nanoTime() {
        return System.nanoTime();
    }

    long epochMillis() {
        return System.currentTimeMillis();
    }
}
