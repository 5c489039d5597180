package dev.waggle.proxy.compress;

import dev.waggle.proxy.exchange.ClientConnection;
import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.exchange.ExchangeObserver;
import dev.waggle.proxy.exchange.ExchangeRecord;
import dev.waggle.proxy.exchange.ExchangeServices;
import dev.waggle.proxy.exchange.ExchangeSettings;
import dev.waggle.proxy.exchange.Failure;
import dev.waggle.proxy.exchange.ForwardedFor;
import dev.waggle.proxy.exchange.HttpChallenges;
import dev.waggle.proxy.exchange.LocalReplies;
import dev.waggle.proxy.exchange.RequestPolicy;
import dev.waggle.proxy.http1.ChunkLimits;
import dev.waggle.proxy.http1.HeadLimits;
import dev.waggle.proxy.http1.Http1Connection;
import dev.waggle.proxy.http1.Http1Services;
import dev.waggle.proxy.http1.Http1Settings;
import dev.waggle.proxy.http1.RequestHeadEncoder;
import dev.waggle.proxy.http1.ResponseHeadEncoder;
import dev.waggle.proxy.http1.ResponsePlan;
import dev.waggle.proxy.http1.UpstreamHeadPlan;
import dev.waggle.proxy.listener.Transport;
import dev.waggle.proxy.loop.Deadlines;
import dev.waggle.proxy.loop.FlushQueue;
import dev.waggle.proxy.loop.HttpDate;
import dev.waggle.proxy.policy.UnderscorePolicy;
import dev.waggle.proxy.upstream.Connector;
import dev.waggle.proxy.upstream.UpstreamObserver;
import dev.waggle.proxy.upstream.UpstreamPools;
import dev.waggle.proxy.upstream.UpstreamServices;
import dev.waggle.proxy.upstream.UpstreamSettings;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.HostPattern;
import dev.waggle.routing.Middleware;
import dev.waggle.routing.PathPrefix;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.Timeouts;
import dev.waggle.routing.TlsMode;
import dev.waggle.routing.Upstream;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import java.io.Closeable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One event loop of HTTP/1.1 on both sides, with everything that a compressed answer goes through;
 * {@code a.example} compresses, {@code off.example} does not.
 */
final class ProxyPath implements Closeable {
    static final int HIGH_WATER = 256 * 1024;

    private static final int MAX_BODY = 64 * 1024 * 1024;

    /** What an access log would say of an exchange. */
    record Finished(int status, String reason, long responseBytes) {}

    final Compression compression;
    final Task task = new Task();

    private final Transport transport = Transport.best();
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, transport.ioHandlers());
    private final EventLoop loop = group.next();
    private final Deadlines deadlines = new Deadlines(System::nanoTime);
    private final FlushQueue flushes = new FlushQueue(loop);
    private final BlockingQueue<Finished> finished = new LinkedBlockingQueue<>();
    private final ConcurrentHashMap.KeySetView<Channel, Boolean> clients =
            ConcurrentHashMap.newKeySet();
    private final AtomicLong mostBuffered = new AtomicLong();
    private final UpstreamPools pools;
    private final Channel listener;
    private int standing;

    ProxyPath(List<String> types) {
        compression =
                new Compression(
                        new CompressionSettings(types, 1024, 64L << 20),
                        flushes,
                        PooledByteBufAllocator.DEFAULT);
        pools = new UpstreamPools(loop, upstreams());
        Http1Services services = services();
        listener =
                new ServerBootstrap()
                        .group(group)
                        .channel(transport.serverChannel())
                        .childOption(ChannelOption.SO_SNDBUF, 64 * 1024)
                        .childOption(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(HIGH_WATER / 2, HIGH_WATER))
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        clients.add(channel);
                                        channel.closeFuture()
                                                .addListener(closed -> clients.remove(channel));
                                        channel.pipeline()
                                                .addLast(new Http1Connection(services, client()));
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .syncUninterruptibly()
                        .channel();
    }

    private static ClientConnection client() {
        return new ClientConnection(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), false, 80, null);
    }

    private UpstreamServices upstreams() {
        return new UpstreamServices(
                new UpstreamSettings(
                        64 * 1024,
                        256,
                        chunks(),
                        TimeUnit.SECONDS.toNanos(60),
                        TimeUnit.SECONDS.toNanos(1),
                        16,
                        16,
                        1,
                        8),
                new Connector(
                        new Bootstrap().group(loop).channel(transport.clientChannel()),
                        (target, timeout) -> Optional.empty()),
                flushes,
                deadlines,
                new Connections(),
                new RequestHeadEncoder(),
                new UpstreamHeadPlan());
    }

    private static ChunkLimits chunks() {
        return new ChunkLimits(256, 8 * 1024, 32);
    }

    private Http1Services services() {
        LocalReplies replies = new LocalReplies(PooledByteBufAllocator.DEFAULT);
        RouteTable table =
                new RouteTable(
                        List.of(route("a.example", true), route("off.example", false)),
                        List.of(),
                        List.of(),
                        List.of());
        ExchangeServices exchanges =
                new ExchangeServices(
                        loop,
                        new ExchangeSettings(64 * 1024, TimeUnit.MILLISECONDS.toNanos(500), false),
                        new RequestPolicy(() -> table, HttpChallenges.NONE, () -> 443),
                        (route, exchange) -> exchange.authenticated(null),
                        pools,
                        new ForwardedFor(address -> false),
                        replies,
                        new Exchanges(),
                        deadlines,
                        compression);
        return new Http1Services(
                exchanges,
                new Http1Settings(
                        new HeadLimits(16 * 1024, 32 * 1024, 128, UnderscorePolicy.DROP),
                        chunks(),
                        TimeUnit.SECONDS.toNanos(60),
                        TimeUnit.SECONDS.toNanos(10),
                        TimeUnit.SECONDS.toNanos(1),
                        TimeUnit.SECONDS.toNanos(10),
                        1024,
                        TimeUnit.SECONDS.toNanos(30),
                        1024,
                        10_000,
                        64 * 1024),
                replies,
                flushes,
                deadlines,
                new HttpDate(() -> 784_111_777_000L),
                () -> false,
                (client, head, status, reason, id, bytes) -> {},
                new ResponseHeadEncoder(),
                new ResponsePlan());
    }

    private Route route(String host, boolean compress) {
        RouteOptions defaults = RouteOptions.DEFAULTS;
        Middleware usual = defaults.middleware();
        return new Route(
                "web",
                HostPattern.parse(host),
                PathPrefix.ROOT,
                null,
                0,
                new Upstream(
                        "web",
                        List.of(Endpoint.of("web", "web.1", "", "127.0.0.1", task.port())),
                        ""),
                new RouteOptions(
                                defaults.upstreamTls(),
                                MAX_BODY,
                                defaults.auth(),
                                TlsMode.OFF,
                                defaults.certNames(),
                                Timeouts.DEFAULTS,
                                defaults.retries())
                        .with(
                                new Middleware(
                                        compress,
                                        usual.forwardAuth(),
                                        usual.requestFields(),
                                        usual.responseFields(),
                                        usual.cors(),
                                        usual.hsts(),
                                        usual.redirectTo(),
                                        usual.admission())));
    }

    private final class Connections implements UpstreamObserver {
        @Override
        public void connected() {
            standing++;
        }

        @Override
        public void connectFailed(String reason) {}

        @Override
        public void closed() {
            standing--;
        }

        @Override
        public void idleChanged(int by) {}
    }

    private final class Exchanges implements ExchangeObserver {
        @Override
        public void opened(ExchangeRecord record) {}

        @Override
        public void finished(Exchange exchange, ExchangeRecord record, int status) {
            finished.add(new Finished(status, record.reason(), record.responseBytes()));
        }

        @Override
        public void upstreamFailed(Failure failure, @Nullable Route route) {}

        @Override
        public void retried(Failure failure) {}
    }

    // ---- what a test does ----

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    Wire client(int receiveBufferBytes) {
        return Wire.to(port(), receiveBufferBytes);
    }

    /** The next exchange that ends. */
    Finished finished() {
        try {
            Finished next = finished.poll(60, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no exchange ended");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Looks every millisecond how much is held for clients. */
    void watchBuffers() {
        var _ =
                loop.scheduleAtFixedRate(
                        () -> mostBuffered.accumulateAndGet(buffered(), Math::max),
                        1,
                        1,
                        TimeUnit.MILLISECONDS);
    }

    private long buffered() {
        long sum = 0;
        for (Channel channel : clients) {
            var buffer = channel.unsafe().outboundBuffer();
            sum += buffer == null ? 0 : buffer.totalPendingWriteBytes();
        }
        return sum;
    }

    /** The most that was held for clients since {@link #watchBuffers}. */
    long mostBuffered() {
        return mostBuffered.get();
    }

    /** Whether no client can take more, for {@link #await}. */
    boolean areClientsFull() {
        return clients.stream().noneMatch(Channel::isWritable);
    }

    <T> T onLoop(Callable<T> question) {
        return loop.submit(question).syncUninterruptibly().getNow();
    }

    /** Waits until this is so on the event loop. */
    void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!onLoop(condition::getAsBoolean)) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("never: " + what);
            }
        }
    }

    /** Ends what a test left standing, so that the next one finds no connection to the task. */
    void hangUp() {
        task.hangUp();
        await("no connection", () -> standing == 0 && clients.isEmpty());
    }

    /** Closes everything, and says what the encoders still take then. */
    long encoderBytesLeft() {
        await("no client", clients::isEmpty);
        return onLoop(compression::bytes);
    }

    @Override
    public void close() {
        task.close();
        listener.close().syncUninterruptibly();
        loop.submit(pools::close).syncUninterruptibly();
        loop.submit(compression::close).syncUninterruptibly();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
