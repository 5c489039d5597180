package dev.waggle.proxy;

import dev.waggle.proxy.auth.ForwardAuthenticator;
import dev.waggle.proxy.compress.Compression;
import dev.waggle.proxy.compress.CompressionSettings;
import dev.waggle.proxy.config.Config;
import dev.waggle.proxy.config.Http2Limits;
import dev.waggle.proxy.config.Limits;
import dev.waggle.proxy.endpoint.Prober;
import dev.waggle.proxy.exchange.Authenticator;
import dev.waggle.proxy.exchange.ClientConnection;
import dev.waggle.proxy.exchange.ExchangeServices;
import dev.waggle.proxy.exchange.ExchangeSettings;
import dev.waggle.proxy.exchange.ForwardedFor;
import dev.waggle.proxy.exchange.LocalReplies;
import dev.waggle.proxy.exchange.LongStreams;
import dev.waggle.proxy.exchange.RequestPolicy;
import dev.waggle.proxy.exchange.WaitingRoom;
import dev.waggle.proxy.http1.ChunkLimits;
import dev.waggle.proxy.http1.HeadLimits;
import dev.waggle.proxy.http1.Http1Connection;
import dev.waggle.proxy.http1.Http1Services;
import dev.waggle.proxy.http1.Http1Settings;
import dev.waggle.proxy.http1.RequestHeadEncoder;
import dev.waggle.proxy.http1.ResponseHeadEncoder;
import dev.waggle.proxy.http1.ResponsePlan;
import dev.waggle.proxy.http1.UpstreamHeadPlan;
import dev.waggle.proxy.http2.Http2Connection;
import dev.waggle.proxy.http2.Http2Services;
import dev.waggle.proxy.http2.Http2Settings;
import dev.waggle.proxy.loop.Deadlines;
import dev.waggle.proxy.loop.FlushQueue;
import dev.waggle.proxy.loop.HttpDate;
import dev.waggle.proxy.loop.LoopBuffers;
import dev.waggle.proxy.observe.LoopMetrics;
import dev.waggle.proxy.policy.UnderscorePolicy;
import dev.waggle.proxy.upstream.ConnectProbe;
import dev.waggle.proxy.upstream.Connector;
import dev.waggle.proxy.upstream.HealthProbe;
import dev.waggle.proxy.upstream.UpstreamPools;
import dev.waggle.proxy.upstream.UpstreamServices;
import dev.waggle.proxy.upstream.UpstreamSettings;
import dev.waggle.routing.Draining;
import dev.waggle.routing.Endpoint;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * One event loop and everything that belongs to it alone: its connections, its pools, its
 * deadlines, its scratch memory.
 *
 * <p>An exchange begins and ends on one worker; nothing here is shared, so nothing here is locked.
 */
final class Worker {
    /**
     * What is read from a task at once, at most. The more it is, the fewer turns a large answer
     * takes, and the less often its client and its task have to be woken up.
     */
    private static final int LARGEST_READ_BYTES = LoopBuffers.LARGEST;

    private final EventLoop loop;
    private final EdgeParts parts;
    private final Deadlines deadlines = new Deadlines(System::nanoTime);
    private final HttpDate date = new HttpDate(System::currentTimeMillis);
    private final FlushQueue flushes;
    private final LoopBuffers buffers;
    private final Compression compression;
    private final LoopMetrics metrics;
    private final ActiveExchanges active;
    private final TrafficObserver observer;
    private final UpstreamPools pools;
    private final WaitingRoom waitingRoom;
    private final Prober prober;
    private final LongStreams longStreams;
    private final Map<Channel, Long> connections = new HashMap<>();
    private final LocalReplies replies;

    private volatile long lastTick = System.nanoTime();

    // What follows is changed by the event loop alone, once it runs.
    private UpstreamSettings upstreamSettings;
    private Http1Services http1;
    private Http2Services http2;

    Worker(EventLoop loop, EdgeParts parts, AddressResolverGroup<InetSocketAddress> resolver) {
        this.loop = loop;
        this.parts = parts;
        this.flushes = new FlushQueue(loop);
        this.buffers = new LoopBuffers(loop, ByteBufAllocator.DEFAULT);
        this.replies = new LocalReplies(buffers);
        this.compression = new Compression(compressionSettings(), flushes, buffers);
        this.metrics = parts.metrics().get();
        this.active = new ActiveExchanges(parts.lifecycle());
        this.observer =
                new TrafficObserver(
                        metrics, parts.accessLog().writer(), active, parts.unprovenTasks());
        this.upstreamSettings = upstreamSettings();
        this.longStreams =
                new LongStreams(deadlines, InstantSource.system(), RandomGenerator.getDefault());
        this.waitingRoom =
                new WaitingRoom(
                        loop,
                        deadlines,
                        parts.config().upstreams().waitingBytes(),
                        parts.waitingBounds(),
                        observer);
        UpstreamServices upstreams = upstreamServices(resolver);
        this.pools = new UpstreamPools(loop, upstreams, parts.endpoints());
        ExchangeServices exchanges = exchangeServices(replies);
        this.prober =
                new HealthProbe(exchanges, pools, new ConnectProbe(loop, upstreams.connector()));
        this.http1 = http1Services(exchanges, replies);
        this.http2 = http2Services(exchanges, replies);
    }

    /** Starts its clock. */
    void start() {
        lastTick = System.nanoTime();
        loop.scheduleAtFixedRate(
                this::tick, Deadlines.TICK_NANOS, Deadlines.TICK_NANOS, TimeUnit.NANOSECONDS);
    }

    private void tick() {
        deadlines.run();
        lastTick = deadlines.nanoTime();
    }

    /** How much later than it should be the next tick is; any thread. */
    long lagNanos() {
        return Math.max(0, System.nanoTime() - lastTick - Deadlines.TICK_NANOS);
    }

    EventLoop loop() {
        return loop;
    }

    @SuppressWarnings("ReferenceEquality") // An event loop is itself and equals nothing else.
    boolean runsOn(EventLoop other) {
        return loop == other;
    }

    LoopMetrics metrics() {
        return metrics;
    }

    ActiveExchanges active() {
        return active;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    LoopBuffers buffers() {
        return buffers;
    }

    EdgeParts parts() {
        return parts;
    }

    /** The handler of a client's connection that speaks HTTP/1. */
    ChannelHandler http1(ClientConnection client) {
        return new Http1Connection(http1, client);
    }

    /** The handler of a client's connection that speaks HTTP/2. */
    ChannelHandler http2(ClientConnection client) {
        return Http2Connection.create(http2, client);
    }

    /**
     * Follows another configuration; from any thread. Connections that stand keep what they have.
     */
    void reconfigure() {
        loop.execute(() -> {
            upstreamSettings = upstreamSettings();
            ExchangeServices exchanges = exchangeServices(replies);
            http1 = http1Services(exchanges, replies);
            http2 = http2Services(exchanges, replies);
        });
    }

    /** Follows a new table; from any thread. */
    void reconcile(Map<?, Endpoint> endpoints, String ownNode) {
        loop.execute(() -> pools.reconcile(endpoints, ownNode));
        endpointsChanged();
    }

    /** More is known of the endpoints, perhaps what somebody waits for; from any thread. */
    void endpointsChanged() {
        loop.execute(waitingRoom::look);
    }

    /** Looks at endpoints from this event loop. */
    Prober prober() {
        return prober;
    }

    /** Ends the long streams of endpoints that drain; from any thread. */
    void endStreams(Map<String, Draining> draining) {
        loop.execute(() -> longStreams.follow(draining));
    }

    /** Ends all long streams in order, as the process stops in this time; from any thread. */
    void stopStreams(Duration within) {
        loop.execute(() -> longStreams.stop(within));
    }

    /** Takes note of a client's connection, until it closes; on the event loop. */
    void accepted(Channel connection) {
        connections.put(connection, deadlines.nanoTime());
        connection.closeFuture().addListener(closed -> connections.remove(connection));
    }

    /**
     * Whether the client of a connection that was accepted this short a time ago may be sending its
     * first request; waits for the event loop.
     */
    boolean hasFresh(Duration within) {
        return loop.submit(() ->
                        connections.values().stream()
                                .anyMatch(at -> deadlines.nanoTime() - at < within.toNanos()))
                .syncUninterruptibly()
                .getNow();
    }

    /**
     * Closes the clients' connections, each when what was written to it is sent; from any thread.
     */
    void closeConnections() {
        loop.execute(() ->
                List.copyOf(connections.keySet())
                        .forEach(connection ->
                                connection
                                        .writeAndFlush(Unpooled.EMPTY_BUFFER)
                                        .addListener(ChannelFutureListener.CLOSE)));
    }

    /**
     * Closes idle connections, the longest idle first, a part of them at a time; from any thread.
     *
     * @param slowToo whether those go too of which we hold the most
     */
    void shed(boolean slowToo) {
        loop.execute(() -> {
            Shed.idle(connections.keySet(), deadlines.nanoTime())
                    .forEach(handler -> {
                        metrics.shed("idle");
                        handler.endIdle();
                    });
            if (slowToo) {
                Shed.slowest(connections.keySet())
                        .forEach(connection -> {
                            metrics.shed("slow");
                            connection.close();
                        });
            }
        });
    }

    /** Closes what waits in the pools; from any thread. */
    void closePools() {
        loop.execute(pools::close);
        loop.execute(compression::close);
        loop.execute(buffers::close);
    }

    // ---- putting it together ----

    private UpstreamSettings upstreamSettings() {
        Config config = parts.config();
        return new UpstreamSettings(
                config.limits().response().headBytes(),
                config.limits().response().fields(),
                chunkLimits(config),
                config.upstreams().keepIdle().toNanos(),
                config.upstreams().freshTime().toNanos(),
                config.upstreams().maxIdle(),
                config.upstreams().maxConnections(),
                parts.eventLoops(),
                config.limits().response().informational());
    }

    private UpstreamServices upstreamServices(AddressResolverGroup<InetSocketAddress> resolver) {
        return new UpstreamServices(
                () -> upstreamSettings,
                new Connector(bootstrap(resolver), new TlsToTasks(parts.upstreamTls())),
                flushes,
                deadlines,
                observer,
                new RequestHeadEncoder(),
                new UpstreamHeadPlan());
    }

    private Bootstrap bootstrap(AddressResolverGroup<InetSocketAddress> resolver) {
        return new Bootstrap()
                .group(loop)
                .channel(parts.transport().clientChannel())
                .resolver(resolver)
                .option(ChannelOption.ALLOCATOR, buffers)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(512, 2048, LARGEST_READ_BYTES))
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark(parts.config()));
    }

    static WriteBufferWaterMark waterMark(Config config) {
        return new WriteBufferWaterMark(
                config.limits().writeBufferLowBytes(), config.limits().writeBufferHighBytes());
    }

    private Http1Services http1Services(ExchangeServices exchanges, LocalReplies replies) {
        return new Http1Services(
                exchanges,
                http1Settings(),
                replies,
                flushes,
                deadlines,
                date,
                parts.lifecycle()::isDraining,
                observer,
                new ResponseHeadEncoder(),
                new ResponsePlan());
    }

    private Http2Services http2Services(ExchangeServices exchanges, LocalReplies replies) {
        return new Http2Services(
                exchanges,
                http2Settings(),
                replies,
                flushes,
                deadlines,
                date,
                parts.lifecycle()::isDraining,
                observer);
    }

    private ExchangeServices exchangeServices(LocalReplies replies) {
        Config config = parts.config();
        ExchangeServices services =
                new ExchangeServices(
                        loop,
                        new ExchangeSettings(
                                config.limits().requestBufferBytes(),
                                config.timeouts().requestBufferWait().toNanos(),
                                config.forwarding().forwarded()),
                        new RequestPolicy(parts.router(), parts.challenges(), parts.httpsPort()),
                        parts.authenticator(),
                        pools,
                        new ForwardedFor(parts.trusted()),
                        replies,
                        observer,
                        deadlines,
                        compression,
                        parts.admissions(),
                        waitingRoom,
                        longStreams);
        return services.with(
                Authenticator.both(parts.authenticator(), new ForwardAuthenticator(services)));
    }

    private CompressionSettings compressionSettings() {
        var compress = parts.config().compress();
        return new CompressionSettings(
                compress.types(), compress.minBytes(), compress.memoryBytes());
    }

    private Http1Settings http1Settings() {
        Config config = parts.config();
        return new Http1Settings(
                new HeadLimits(
                        config.limits().requestLineBytes(),
                        config.limits().headBytes(),
                        config.limits().fields(),
                        underscores(config)),
                chunkLimits(config),
                config.timeouts().keepAlive().toNanos(),
                config.timeouts().head().toNanos(),
                config.progress().bodyGrace().toNanos(),
                config.progress().bodyTime().toNanos(),
                Math.toIntExact(config.progress().bodyBytes()),
                config.progress().responseTime().toNanos(),
                Math.toIntExact(config.progress().responseBytes()),
                config.limits().requestsPerConnection(),
                config.limits().pipelinedBytes());
    }

    private Http2Settings http2Settings() {
        Config config = parts.config();
        Http2Limits limits = config.limits().http2();
        return new Http2Settings(
                limits.streams(),
                limits.streamWindowBytes(),
                limits.connectionWindowBytes(),
                limits.headerListBytes(),
                config.limits().requestLineBytes(),
                config.limits().fields(),
                config.limits().cookieCrumbs(),
                underscores(config),
                config.timeouts().keepAlive().toNanos(),
                config.timeouts().head().toNanos(),
                config.progress().bodyGrace().toNanos(),
                config.progress().bodyTime().toNanos(),
                Math.toIntExact(config.progress().bodyBytes()),
                config.progress().responseTime().toNanos(),
                Math.toIntExact(config.progress().responseBytes()),
                config.limits().requestsPerConnection(),
                limits.queuedBytes(),
                limits.controlFrames(),
                limits.resets(),
                limits.idleFrames());
    }

    private static UnderscorePolicy underscores(Config config) {
        return switch (config.forwarding().underscores()) {
            case DROP -> UnderscorePolicy.DROP;
            case KEEP -> UnderscorePolicy.KEEP;
            case REFUSE -> UnderscorePolicy.REFUSE;
        };
    }

    private static ChunkLimits chunkLimits(Config config) {
        Limits limits = config.limits();
        return new ChunkLimits(
                limits.chunkExtensionBytes(), limits.trailerBytes(), limits.trailerFields());
    }
}
