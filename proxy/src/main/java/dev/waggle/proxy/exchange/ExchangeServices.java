package dev.waggle.proxy.exchange;

import dev.waggle.proxy.compress.Compression;
import dev.waggle.proxy.loop.Deadline;
import dev.waggle.proxy.loop.Deadlines;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.policy.ClientIdentity;
import dev.waggle.routing.Route;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What the exchanges of one event loop are made of.
 *
 * @param loop the event loop that all of them live on
 * @param upstreams the selector of a route
 * @param forwardedFor tells who the client of a request is
 * @param compression decides about the bodies of responses
 * @param admissions decides whether a route takes one more request
 * @param waitingRoom where those wait whose endpoint is on its way
 * @param longStreams ends streams whose endpoints drain
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
        Deadlines deadlines,
        Compression compression,
        Admissions admissions,
        WaitingRoom waitingRoom,
        LongStreams longStreams) {
    private static final long USUAL_WAITING_BYTES = 16 << 20;

    /**
     * For everyone, with a waiting room of its own, for 16 MiB a route, and streams that nobody
     * ends.
     */
    public ExchangeServices(
            EventLoop loop,
            ExchangeSettings settings,
            RequestPolicy policy,
            Authenticator authenticator,
            Function<Route, UpstreamSelector> upstreams,
            ForwardedFor forwardedFor,
            LocalReplies localReplies,
            ExchangeObserver observer,
            Deadlines deadlines,
            Compression compression) {
        this(
                loop,
                settings,
                policy,
                authenticator,
                upstreams,
                forwardedFor,
                localReplies,
                observer,
                deadlines,
                compression,
                Admissions.EVERYONE,
                new WaitingRoom(
                        loop, deadlines, USUAL_WAITING_BYTES, new WaitingBounds(), observer),
                new LongStreams(deadlines, InstantSource.system(), RandomGenerator.getDefault()));
    }

    /** Without compression. */
    public ExchangeServices(
            EventLoop loop,
            ExchangeSettings settings,
            RequestPolicy policy,
            Authenticator authenticator,
            Function<Route, UpstreamSelector> upstreams,
            ForwardedFor forwardedFor,
            LocalReplies localReplies,
            ExchangeObserver observer,
            Deadlines deadlines) {
        this(
                loop,
                settings,
                policy,
                authenticator,
                upstreams,
                forwardedFor,
                localReplies,
                observer,
                deadlines,
                Compression.off(loop));
    }

    /** A new exchange; its end keeps it and then calls {@link Exchange#open}. */
    public Exchange exchange(
            ClientConnection client, RequestHead request, DownstreamEnd downstream) {
        return new Exchange(
                this, client, forwardedFor.identityOf(request, client), request, downstream);
    }

    /**
     * A question of the proxy's own on behalf of a client, whose answer goes to an end of ours; it
     * is started with {@link Exchange#openTo}.
     */
    public Exchange question(
            ClientConnection client,
            ClientIdentity identity,
            RequestHead request,
            DownstreamEnd asker) {
        return new Exchange(this, client, identity, request, asker);
    }

    /** The same for questions of the proxy's own: they are nobody's traffic. */
    public ExchangeServices unobserved() {
        return new ExchangeServices(
                loop,
                settings,
                policy,
                authenticator,
                upstreams,
                forwardedFor,
                localReplies,
                ExchangeObserver.NOBODY,
                deadlines);
    }

    /** The same, with one way to a task for every route. */
    public ExchangeServices over(UpstreamSelector only) {
        return with(authenticator, _ -> only);
    }

    /** The same, with another authenticator. */
    public ExchangeServices with(Authenticator other) {
        return with(other, upstreams);
    }

    private ExchangeServices with(
            Authenticator otherAuthenticator, Function<Route, UpstreamSelector> otherUpstreams) {
        return new ExchangeServices(
                loop,
                settings,
                policy,
                otherAuthenticator,
                otherUpstreams,
                forwardedFor,
                localReplies,
                observer,
                deadlines,
                compression,
                admissions,
                waitingRoom,
                longStreams);
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

    ByteBufAllocator allocator() {
        return ByteBufAllocator.DEFAULT;
    }

    long nanoTime() {
        return System.nanoTime();
    }

    long epochMillis() {
        return System.currentTimeMillis();
    }
}
