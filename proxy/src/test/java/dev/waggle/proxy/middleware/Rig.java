package dev.waggle.proxy.middleware;

import dev.waggle.proxy.auth.ForwardAuthenticator;
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
import dev.waggle.routing.PathPrefix;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.TlsMode;
import dev.waggle.routing.Upstream;
import dev.waggle.routing.UpstreamTls;
import dev.waggle.routing.labels.AuthFolders;
import dev.waggle.routing.labels.LabelDecoder;
import dev.waggle.routing.labels.ServiceLabels;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.Closeable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One event loop of the proxy on real sockets, for one route made of labels. */
final class Rig implements Closeable {
    private static final ChunkLimits CHUNKS = new ChunkLimits(256, 8 * 1024, 32);

    private final EventLoopGroup group;
    private final EventLoop loop;
    private final AtomicLong clock = new AtomicLong();
    private final Deadlines deadlines = new Deadlines(clock::get);
    private final UpstreamPools pools;
    private final Channel listener;
    private final List<Wire> clients = new ArrayList<>();
    private final boolean https;
    private final boolean trusting;
    private final RouteTable table;
    private int active;
    private int standing;

    /** What clients look like, whose bytes are plain all the same. */
    private enum Kind {
        PLAIN,
        HTTPS,
        TRUSTED
    }

    private Rig(Kind kind, List<Endpoint> endpoints, String... labels) {
        Transport transport = Transport.best();
        https = kind == Kind.HTTPS;
        trusting = kind == Kind.TRUSTED;
        table = table(endpoints, labels);
        group = new MultiThreadIoEventLoopGroup(1, transport.ioHandlers());
        loop = group.next();
        FlushQueue flushes = new FlushQueue(loop);
        pools = new UpstreamPools(loop, upstreams(transport, flushes));
        Http1Services services = services(flushes);
        listener =
                new ServerBootstrap()
                        .group(group)
                        .channel(transport.serverChannel())
                        .childHandler(new Accepted(services))
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .syncUninterruptibly()
                        .channel();
    }

    /** Clients that do not speak TLS; labels without prefix, in pairs of key and value. */
    static Rig plain(@Nullable StandIn task, String... labels) {
        return new Rig(Kind.PLAIN, endpoints(task), labels);
    }

    /** Clients that the proxy takes for ones that speak TLS. */
    static Rig https(@Nullable StandIn task, String... labels) {
        return new Rig(Kind.HTTPS, endpoints(task), labels);
    }

    /** Clients that are trusted proxies. */
    static Rig trusting(@Nullable StandIn task, String... labels) {
        return new Rig(Kind.TRUSTED, endpoints(task), labels);
    }

    private static List<Endpoint> endpoints(@Nullable StandIn task) {
        return task == null ? List.of() : List.of(task.endpoint());
    }

    private RouteTable table(List<Endpoint> endpoints, String... labels) {
        RouteOptions options = options(labels);
        UpstreamTls noTls = UpstreamTls.OFF;
        RouteOptions served =
                new RouteOptions(
                                noTls,
                                options.maxBodyBytes(),
                                options.auth(),
                                https ? TlsMode.DEFAULT : TlsMode.OFF,
                                List.of(),
                                options.timeouts(),
                                0)
                        .with(options.middleware());
        Route route =
                new Route(
                        "web",
                        HostPattern.parse("a.example"),
                        PathPrefix.ROOT,
                        null,
                        0,
                        new Upstream("web", endpoints, endpoints.isEmpty() ? "no task" : ""),
                        served);
        return new RouteTable(List.of(route), List.of(), List.of(), List.of());
    }

    private static RouteOptions options(String... pairs) {
        Map<String, String> labels = new HashMap<>();
        labels.put("routing-host", "a.example");
        labels.put("routing-port", "80");
        for (int i = 0; i < pairs.length; i += 2) {
            labels.put("routing-" + pairs[i], pairs[i + 1]);
        }
        ServiceLabels decoded =
                new LabelDecoder(AuthFolders.DEFAULT, RouteOptions.DEFAULTS).decode("web", labels);
        if (!decoded.problems().isEmpty()) {
            throw new AssertionError(decoded.problems().toString());
        }
        return decoded.routes().getFirst().options();
    }

    private UpstreamServices upstreams(Transport transport, FlushQueue flushes) {
        return new UpstreamServices(
                new UpstreamSettings(
                        64 * 1024,
                        256,
                        CHUNKS,
                        TimeUnit.SECONDS.toNanos(60),
                        TimeUnit.SECONDS.toNanos(1),
                        16,
                        16,
                        1,
                        8),
                new Connector(
                        new Bootstrap().group(loop).channel(transport.clientChannel()),
                        (_, _) -> Optional.empty()),
                flushes,
                deadlines,
                new Connections(),
                new RequestHeadEncoder(),
                new UpstreamHeadPlan());
    }

    private Http1Services services(FlushQueue flushes) {
        LocalReplies replies = new LocalReplies(PooledByteBufAllocator.DEFAULT);
        ExchangeServices services =
                new ExchangeServices(
                        loop,
                        new ExchangeSettings(64 * 1024, TimeUnit.MILLISECONDS.toNanos(500), false),
                        new RequestPolicy(() -> table, HttpChallenges.NONE, () -> 443),
                        (_, exchange) -> exchange.authenticated(null),
                        pools,
                        new ForwardedFor(address -> trusting && address.isLoopbackAddress()),
                        replies,
                        new Exchanges(),
                        deadlines);
        return new Http1Services(
                services.with(
                        Authenticator.both(
                                services.authenticator(), new ForwardAuthenticator(services))),
                new Http1Settings(
                        new HeadLimits(16 * 1024, 32 * 1024, 128, UnderscorePolicy.KEEP),
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
                () -> false,
                (_, _, _, _, _, _) -> {},
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
            InetSocketAddress peer = (InetSocketAddress) channel.remoteAddress();
            ClientConnection client =
                    new ClientConnection(peer, trusting, 80, https ? new AnyTls() : null);
            channel.pipeline().addLast(new Http1Connection(services, client));
        }
    }

    private static final class AnyTls implements ClientConnection.TlsSession {
        @Override
        public String protocol() {
            return "TLSv1.3";
        }

        @Override
        public boolean covers(byte[] host, int start, int end) {
            return true;
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
        }

        @Override
        public void upstreamFailed(Failure failure, @Nullable Route route) {}

        @Override
        public void retried(Failure failure) {}
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

    Wire client() {
        Wire wire = new Wire(((InetSocketAddress) listener.localAddress()).getPort());
        clients.add(wire);
        return wire;
    }

    /** Lets time pass for everything that watches it. */
    void advance(long seconds) {
        loop.submit(
                        () -> {
                            clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
                            for (int i = 0; i < 20 * seconds; i++) {
                                deadlines.run();
                            }
                        })
                .syncUninterruptibly();
    }

    /** Waits until this is so on the event loop. */
    void await(String what, BooleanSupplier condition) {
        for (int i = 0; i < 2_000; i++) {
            if (loop.schedule(condition::getAsBoolean, 5, TimeUnit.MILLISECONDS)
                    .syncUninterruptibly()
                    .getNow()) {
                return;
            }
        }
        throw new AssertionError("never: " + what);
    }

    /** Waits until no request is under way. */
    void awaitQuiet() {
        await("quiet", () -> active == 0);
    }

    /** Hangs up everywhere; then no connection to a task may be left. */
    @Override
    public void close() {
        clients.forEach(Wire::close);
        awaitQuiet();
        loop.submit(pools::close).syncUninterruptibly();
        advance(60);
        await("no connection", () -> standing == 0);
        listener.close().syncUninterruptibly();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
