package dev.waggle.proxy.http2;

import dev.waggle.proxy.compress.Compression;
import dev.waggle.proxy.exchange.Admissions;
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
import dev.waggle.proxy.exchange.LongStreams;
import dev.waggle.proxy.exchange.RequestPolicy;
import dev.waggle.proxy.exchange.WaitingBounds;
import dev.waggle.proxy.exchange.WaitingRoom;
import dev.waggle.proxy.loop.Deadlines;
import dev.waggle.proxy.loop.FlushQueue;
import dev.waggle.proxy.loop.HttpDate;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.HostPattern;
import dev.waggle.routing.PathPrefix;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.Upstream;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** HTTP/2 connections on a real socket, before tasks of our own and with a clock moved by hand. */
final class Http2Server implements Closeable {
    static final Endpoint TASK = Endpoint.of("blog_web", "blog_web.1", "node-1", "10.0.0.2", 8080);

    final List<String> finished = new CopyOnWriteArrayList<>();
    final List<String> refused = new CopyOnWriteArrayList<>();
    volatile boolean draining;
    volatile boolean taskIsSlow;

    private final BlockingQueue<FakeUpstream> upstreams = new LinkedBlockingQueue<>();
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final AtomicLong clock = new AtomicLong();
    private final Deadlines deadlines = new Deadlines(clock::get);
    private final FlushQueue flushes;
    final LongStreams longStreams =
            new LongStreams(deadlines, InstantSource.system(), new Random(1));
    final Compression compression;
    private final Channel listener;
    private final ChannelGroup connections = new DefaultChannelGroup(loop);

    Http2Server() {
        this(Http2Settings.DEFAULT);
    }

    Http2Server(Http2Settings settings) {
        this(settings, null);
    }

    /**
     * @param compressing makes what compresses answers; null for none
     */
    Http2Server(Http2Settings settings, @Nullable Function<FlushQueue, Compression> compressing) {
        flushes = new FlushQueue(loop);
        compression = compressing == null ? Compression.off(loop) : compressing.apply(flushes);
        Http2Services services = services(settings);
        listener =
                new ServerBootstrap()
                        .group(group)
                        .channel(NioServerSocketChannel.class)
                        .childOption(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(512 * 1024, 1024 * 1024))
                        .childOption(ChannelOption.SO_SNDBUF, 64 * 1024)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        connections.add(channel);
                                        channel.pipeline()
                                                .addLast(
                                                        Http2Connection.create(services, client()));
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .syncUninterruptibly()
                        .channel();
    }

    private static ClientConnection client() {
        return new ClientConnection(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1234),
                false,
                443,
                new ClientConnection.TlsSession() {
                    @Override
                    public String protocol() {
                        return "TLSv1.3";
                    }

                    @Override
                    public boolean covers(byte[] host, int start, int end) {
                        return true;
                    }
                });
    }

    private Http2Services services(Http2Settings settings) {
        LocalReplies replies = new LocalReplies(PooledByteBufAllocator.DEFAULT);
        RouteTable table = new RouteTable(List.of(route()), List.of(), List.of(), List.of());
        ExchangeServices exchanges =
                new ExchangeServices(
                        loop,
                        new ExchangeSettings(64 * 1024, TimeUnit.SECONDS.toNanos(5), false),
                        new RequestPolicy(() -> table, HttpChallenges.NONE, () -> 443),
                        (route, exchange) -> exchange.authenticated(null),
                        route -> this::lend,
                        new ForwardedFor(address -> false),
                        replies,
                        new Observer(),
                        deadlines,
                        compression,
                        Admissions.EVERYONE,
                        new WaitingRoom(
                                loop,
                                deadlines,
                                1 << 20,
                                new WaitingBounds(),
                                ExchangeObserver.NOBODY),
                        longStreams);
        return new Http2Services(
                exchanges,
                settings,
                replies,
                flushes,
                deadlines,
                new HttpDate(() -> 784_111_777_000L),
                () -> draining,
                (client, head, status, reason, id, bytes) -> refused.add(status + " " + reason));
    }

    private static Route route() {
        RouteOptions defaults = RouteOptions.DEFAULTS;
        return new Route(
                "blog_web",
                HostPattern.parse("blog.example"),
                PathPrefix.ROOT,
                null,
                0,
                new Upstream("blog_web", List.of(TASK), ""),
                new RouteOptions(
                        defaults.upstreamTls(),
                        8 * 1024 * 1024,
                        defaults.auth(),
                        defaults.tls(),
                        defaults.certNames(),
                        defaults.timeouts(),
                        defaults.retries()));
    }

    private void lend(Exchange exchange) {
        FakeUpstream upstream = new FakeUpstream(exchange);
        upstream.writable = !taskIsSlow;
        exchange.upstreamReady(upstream, TASK);
        upstreams.add(upstream);
    }

    private final class Observer implements ExchangeObserver {
        @Override
        public void opened(ExchangeRecord record) {}

        @Override
        public void finished(Exchange exchange, ExchangeRecord record, int status) {
            Failure failure = record.failure();
            finished.add(failure == null ? "" + status : status + " " + failure.reason());
        }

        @Override
        public void upstreamFailed(Failure failure, @Nullable Route route) {}

        @Override
        public void retried(Failure failure) {}
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    FrameClient connect(int... settings) throws IOException {
        return new FrameClient(port(), settings);
    }

    /** The end of the next request that reached a task. */
    FakeUpstream upstream() {
        try {
            FakeUpstream next = upstreams.poll(10, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no request reached a task");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    boolean hasNoMoreRequests() {
        return onLoop(upstreams::isEmpty);
    }

    /** Does this on the event loop, and waits for it. */
    void run(Runnable task) {
        loop.submit(task).syncUninterruptibly();
    }

    <T> T onLoop(Callable<T> task) {
        return loop.submit(task).syncUninterruptibly().getNow();
    }

    /** Waits until this holds, as far as the event loop sees it. */
    void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!onLoop(condition::getAsBoolean)) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("it never came true");
            }
        }
    }

    /** Returns when the event loop has read what is in its sockets now. */
    void settle() {
        run(() -> {});
        run(() -> {});
    }

    /** Does this and lets a second pass, all within one iteration of the event loop. */
    void runForASecond(Runnable task) {
        run(() -> {
            task.run();
            for (int i = 0; i < 10; i++) {
                clock.addAndGet(Deadlines.TICK_NANOS);
                deadlines.run();
            }
        });
    }

    /** Lets time pass. */
    void advance(int seconds) {
        for (int i = 0; i < seconds * 10; i++) {
            clock.addAndGet(Deadlines.TICK_NANOS);
            run(deadlines);
        }
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        // A loop that is shut down does not always tell its channels that they are inactive.
        connections.close().syncUninterruptibly();
        run(() -> {});
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
