package dev.waggle.proxy.datapath;

import dev.waggle.proxy.admission.RouteAdmissions;
import dev.waggle.proxy.compress.Compression;
import dev.waggle.proxy.endpoint.EndpointState;
import dev.waggle.proxy.endpoint.EndpointStates;
import dev.waggle.proxy.endpoint.EndpointVitals;
import dev.waggle.proxy.endpoint.EndpointWatch;
import dev.waggle.proxy.exchange.Authenticator;
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
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteTable;
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
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One event loop of the data path on real sockets, with a clock that is moved by hand, before tasks
 * that the test plays.
 */
final class DataPath implements Closeable {
    static final int LOW_WATER = 64 * 1024;
    static final int HIGH_WATER = 128 * 1024;
    static final int MAX_IDLE = 16;
    static final int MAX_CONNECTIONS = 16;

    private static final HeadLimits HEADS =
            new HeadLimits(16 * 1024, 32 * 1024, 128, UnderscorePolicy.DROP);
    private static final ChunkLimits CHUNKS = new ChunkLimits(256, 8 * 1024, 32);

    private final EventLoopGroup group;
    private final EventLoop loop;
    private final AtomicLong clock = new AtomicLong();
    private final Deadlines deadlines = new Deadlines(clock::get);
    private final BlockingQueue<String> finished = new LinkedBlockingQueue<>();

    /** The streams that began to end because their endpoint drains. */
    final BlockingQueue<String> streamsEnded = new LinkedBlockingQueue<>();

    /** How those ended who waited for an endpoint. */
    final BlockingQueue<String> waited = new LinkedBlockingQueue<>();

    private final Set<Channel> clients = new HashSet<>();
    private final List<Wire> wires = new ArrayList<>();
    private final UpstreamPools pools;
    private final WaitingRoom waitingRoom;
    private final AtomicInteger looksLater = new AtomicInteger();
    final RouteAdmissions admissions =
            new RouteAdmissions(1024, clock::get, address -> address[0] == 100);
    private final LongStreams longStreams;
    private final Channel listener;
    private int active;
    private int standing;
    private int idle;
    private int waiting;

    /** What is routed; only changed on the event loop or before the first request. */
    volatile RouteTable table = RouteTable.EMPTY;

    /** What is known of the endpoints. */
    volatile EndpointStates states = EndpointStates.NONE;

    volatile boolean draining;
    volatile boolean peersAreTrusted;
    volatile Authenticator authenticator = (route, exchange) -> exchange.authenticated(null);

    DataPath() {
        Transport transport = Transport.best();
        group = new MultiThreadIoEventLoopGroup(1, transport.ioHandlers());
        loop = group.next();
        FlushQueue flushes = new FlushQueue(loop);
        waitingRoom =
                new WaitingRoom(
                        this::lookLater, deadlines, 1 << 20, new WaitingBounds(), new Exchanges());
        pools = new UpstreamPools(loop, upstreams(transport, flushes), new Watch());
        longStreams = new LongStreams(deadlines, InstantSource.system(), new Random(1));
        Http1Services services = services(flushes);
        listener =
                new ServerBootstrap()
                        .group(group)
                        .channel(transport.serverChannel())
                        .option(ChannelOption.SO_RCVBUF, 32 * 1024)
                        .childOption(ChannelOption.SO_SNDBUF, 32 * 1024)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark())
                        .childHandler(new Accepted(services))
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .syncUninterruptibly()
                        .channel();
    }

    /** Knows of endpoints what the test says. */
    private final class Watch implements EndpointWatch {
        @Override
        public EndpointStates current() {
            return states;
        }

        @Override
        public EndpointVitals vitals(String id) {
            return EndpointVitals.unwatched();
        }
    }

    private static WriteBufferWaterMark waterMark() {
        return new WriteBufferWaterMark(LOW_WATER, HIGH_WATER);
    }

    private UpstreamServices upstreams(Transport transport, FlushQueue flushes) {
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loop)
                        .channel(transport.clientChannel())
                        .option(ChannelOption.SO_SNDBUF, 32 * 1024)
                        .option(ChannelOption.SO_RCVBUF, 32 * 1024)
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark());
        return new UpstreamServices(
                new UpstreamSettings(
                        64 * 1024,
                        256,
                        CHUNKS,
                        TimeUnit.SECONDS.toNanos(60),
                        TimeUnit.SECONDS.toNanos(1),
                        MAX_IDLE,
                        MAX_CONNECTIONS,
                        1,
                        8),
                new Connector(bootstrap, (target, timeout) -> Optional.empty()),
                flushes,
                deadlines,
                new TaskConnections(),
                new RequestHeadEncoder(),
                new UpstreamHeadPlan());
    }

    private Http1Services services(FlushQueue flushes) {
        LocalReplies replies = new LocalReplies(PooledByteBufAllocator.DEFAULT);
        ExchangeServices exchanges =
                new ExchangeServices(
                        loop,
                        new ExchangeSettings(64 * 1024, TimeUnit.MILLISECONDS.toNanos(500), false),
                        new RequestPolicy(() -> table, HttpChallenges.NONE, () -> 443),
                        (route, exchange) -> authenticator.authenticate(route, exchange),
                        pools,
                        new ForwardedFor(address -> peersAreTrusted && address.isLoopbackAddress()),
                        replies,
                        new Exchanges(),
                        deadlines,
                        Compression.off(loop),
                        admissions,
                        waitingRoom,
                        longStreams);
        return new Http1Services(
                exchanges,
                new Http1Settings(
                        HEADS,
                        CHUNKS,
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
                () -> draining,
                (client, head, status, reason, id, bytes) -> finished.add(status + " " + reason),
                new ResponseHeadEncoder(),
                new ResponsePlan());
    }

    private final class Accepted extends ChannelInitializer<Channel> {
        private final Http1Services services;

        Accepted(Http1Services services) {
            this.services = services;
        }

        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        protected void initChannel(Channel channel) {
            clients.add(channel);
            channel.closeFuture().addListener(closed -> clients.remove(channel));
            ClientConnection client =
                    new ClientConnection(
                            (InetSocketAddress) channel.remoteAddress(), peersAreTrusted, 80, null);
            channel.pipeline().addLast(new Http1Connection(services, client));
        }
    }

    private final class Exchanges implements ExchangeObserver {
        @Override
        public void opened(ExchangeRecord record) {
            active++;
        }

        @Override
        public void finished(Exchange exchange, ExchangeRecord record, int status) {
            active--;
            finished.add(record.reason().isEmpty() ? "" + status : status + " " + record.reason());
        }

        @Override
        public void upstreamFailed(Failure failure, @Nullable Route route) {}

        @Override
        public void streamEnded(String kind) {
            streamsEnded.add(kind);
        }

        @Override
        public void waiting(int by) {
            waiting += by;
        }

        @Override
        public void waited(String result) {
            waited.add(result);
        }

        @Override
        public void retried(Failure failure) {}
    }

    private final class TaskConnections implements UpstreamObserver {
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
        public void idleChanged(int by) {
            idle += by;
        }
    }

    // ---- what a test does ----

    /** Routes these, and reconciles the pools, as a new table does. */
    void publish(RouteTable next) {
        run(() -> {
            table = next;
            pools.reconcile(UpstreamPools.endpointsOf(next), next.node());
            waitingRoom.look();
            longStreams.follow(next.draining());
        });
    }

    /** The process is about to stop in this time. */
    void stopStreams(long millis) {
        run(() -> longStreams.stop(Duration.ofMillis(millis)));
    }

    /** The time of the data path, as {@link System#nanoTime()}. */
    long now() {
        return clock.get();
    }

    /** Publishes what is known of some endpoints. */
    void know(Map<Endpoint, EndpointState> known) {
        states =
                new EndpointStates(
                        known.entrySet().stream()
                                .collect(
                                        Collectors.toMap(
                                                it -> it.getKey().id(), Map.Entry::getValue)),
                        Map.of());
    }

    Wire client() {
        return keep(Wire.to(port()));
    }

    /** A client whose kernel takes only a little that it has not read. */
    Wire slowClient() {
        return keep(Wire.to(port(), 16 * 1024));
    }

    private Wire keep(Wire wire) {
        wires.add(wire);
        return wire;
    }

    private int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Status of the next exchange that ends, and the reason when a task did not answer it. */
    String finished() {
        try {
            String next = finished.poll(10, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no exchange ended");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    boolean hasNothingFinished() {
        return finished.isEmpty();
    }

    /** Lets time pass. */
    void advance(long millis) {
        run(() -> {
            for (long passed = 0; passed < millis; passed += 100) {
                clock.addAndGet(Deadlines.TICK_NANOS);
                deadlines.run();
            }
        });
    }

    private void lookLater(Runnable look) {
        looksLater.incrementAndGet();
        loop.execute(look);
    }

    /** How often the waiting room wanted to look after what was going on. */
    int looksLater() {
        return looksLater.get();
    }

    /** Does this on the event loop, and waits for it. */
    void run(Runnable task) {
        loop.submit(task).syncUninterruptibly();
    }

    <T> T onLoop(Callable<T> task) {
        return loop.submit(task).syncUninterruptibly().getNow();
    }

    /** Waits until this is so on the event loop. */
    void await(String what, BooleanSupplier condition) {
        for (int i = 0; i < 10_000; i++) {
            if (loop.schedule(condition::getAsBoolean, 1, TimeUnit.MILLISECONDS)
                    .syncUninterruptibly()
                    .getNow()) {
                return;
            }
        }
        throw new AssertionError("never: " + what + ", " + state());
    }

    /** Waits until so many connections to tasks wait for a request. */
    void awaitIdle(int connections) {
        await(connections + " idle", () -> idle == connections);
    }

    /** How many milliseconds of a processor the event loop takes in so many, doing nothing. */
    long busyFor(long millis) {
        AtomicLong thread = new AtomicLong();
        run(() -> thread.set(Thread.currentThread().threadId()));
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getThreadCpuTime(thread.get());
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        return TimeUnit.NANOSECONDS.toMillis(threads.getThreadCpuTime(thread.get()) - before);
    }

    /** Waits until so many connections to tasks stand. */
    void awaitStanding(int connections) {
        await(connections + " standing", () -> standing == connections);
    }

    /** Waits until so many requests wait for an endpoint. */
    void awaitWaiting(int requests) {
        await(requests + " waiting", () -> waiting == requests);
    }

    /** Waits until so many connections of clients stand. */
    void awaitClients(int connections) {
        await(connections + " clients", () -> clients.size() == connections);
    }

    /** Bytes that were written to clients and have not left. */
    long bufferedForClients() {
        return onLoop(this::pendingForClients);
    }

    /** The same, for {@link #await}, which asks on the event loop. */
    long pendingForClients() {
        long sum = 0;
        for (Channel channel : clients) {
            sum += pending(channel);
        }
        return sum;
    }

    private static long pending(Channel channel) {
        var buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /** Whether a client has to wait because its task does; for {@link #await}. */
    boolean holdsAClient() {
        for (Channel channel : clients) {
            if (!channel.config().isAutoRead()) {
                return true;
            }
        }
        return false;
    }

    /** Whether an exchange is under way; for {@link #await}. */
    boolean hasActive() {
        return active > 0;
    }

    /** How many connections to tasks wait for a request. */
    int idle() {
        return onLoop(() -> idle);
    }

    /** How many exchanges are under way; for {@link #await}. */
    int activeNow() {
        return active;
    }

    /** How many attempts of exchanges count at the endpoints. */
    int claims() {
        return onLoop(pools::claims);
    }

    /** The same, for {@link #await}. */
    int idleNow() {
        return idle;
    }

    private String state() {
        return onLoop(() ->
                "active %d, clients %d, standing %d, idle %d, deadlines %d"
                        .formatted(active, clients.size(), standing, idle, deadlines.size()));
    }

    /** Whatever a test did: when all have hung up, nothing may be left. */
    void requireNothingLeft() {
        wires.forEach(Wire::close);
        await("no exchange, no client", () -> active == 0 && clients.isEmpty());
        await("no claim", () -> pools.claims() == 0);
        run(pools::close);
        await(
                "no connection to a task, nobody waiting, no deadline",
                () -> standing == 0 && waiting == 0 && idle == 0 && deadlines.size() == 0);
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
