package dev.waggle.proxy;

import dev.waggle.acme.Certificates;
import dev.waggle.acme.SelfSignedCertificate;
import dev.waggle.proxy.admission.RouteAdmissions;
import dev.waggle.proxy.config.Config;
import dev.waggle.proxy.endpoint.EndpointWatch;
import dev.waggle.proxy.exchange.HttpChallenges;
import dev.waggle.proxy.exchange.WaitingBounds;
import dev.waggle.proxy.listener.ConnectionGate;
import dev.waggle.proxy.listener.Listener;
import dev.waggle.proxy.listener.Transport;
import dev.waggle.proxy.observe.AccessLog;
import dev.waggle.proxy.observe.LoopMetrics;
import dev.waggle.proxy.tls.ChallengeContexts;
import dev.waggle.proxy.tls.ClientCertificates;
import dev.waggle.proxy.tls.OnDemandCertificates;
import dev.waggle.proxy.tls.TlsContexts;
import dev.waggle.proxy.tls.TlsSettings;
import dev.waggle.proxy.tls.TlsTermination;
import dev.waggle.proxy.tls.UpstreamTls;
import dev.waggle.proxy.warmup.PracticeClients;
import dev.waggle.proxy.warmup.PracticeTask;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.HostPattern;
import dev.waggle.routing.PathPrefix;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.Upstream;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Requests that the process sends through itself before it says that it is ready, so that the JVM
 * has found and compiled the way of a request when clients come.
 *
 * <p>It is a proxy of its own in the same process, with the same configuration and one route, on
 * loopback and on an event loop that is nicer than those that serve: metrics, log, tables and
 * connections of the real one see nothing of it. Clients, proxy and task share that event loop.
 */
final class SelfWarmUp implements AutoCloseable {
    /** Reserved by RFC 2606, so nobody's. */
    private static final String HOST = "practice.invalid";

    private static final int MOST_CONNECTIONS = 100;

    /** The JVM has seen by then what is hot; C2 is not done with it, but needs no more to see. */
    private static final int ENOUGH = 3_000;

    /**
     * Clients who ask that much are not waiting for readiness. They need the core more, and their
     * requests show the JVM the same. Those who look whether somebody is there do not ask as much.
     */
    private static final int IN_THE_WAY = 100;

    private final InetAddress loopback = InetAddress.getLoopbackAddress();
    private final Config config;
    private final Transport transport;
    private final MultiThreadIoEventLoopGroup loops;
    private final EventLoop loop;
    private final Router router = new Router();
    private final AccessLog accessLog;
    private final TlsContexts contexts;
    private final TlsTermination termination;
    private final Worker worker;
    private final PracticeClients clients;

    private SelfWarmUp(
            Config config,
            Transport transport,
            Resolver resolver,
            TlsSettings tlsSettings,
            UpstreamTls upstreamTls,
            InstantSource clock) {
        this.config = config;
        this.transport = transport;
        this.loops =
                new MultiThreadIoEventLoopGroup(
                        1,
                        new DefaultThreadFactory("warm-up", true, Thread.MIN_PRIORITY),
                        transport.ioHandlers());
        this.loop = (EventLoop) loops.next();
        this.accessLog =
                new AccessLog(
                        config.logging().accessLog(),
                        config.logging().accessLogBufferBytes(),
                        OutputStream.nullOutputStream());
        SecureRandom random = new SecureRandom();
        this.contexts =
                new TlsContexts(
                        tlsSettings, ClientCertificates.NONE, clock.instant(), random, null);
        contexts.publish(
                new Certificates(
                        Map.of(HOST, SelfSignedCertificate.of(HOST, clock.instant(), random))));
        this.termination =
                new TlsTermination(
                        tlsSettings,
                        contexts,
                        OnDemandCertificates.NONE,
                        new ChallengeContexts(tlsSettings, clock.instant(), random),
                        clock,
                        new ConnectionSetup.AfterHandshake());
        this.worker =
                new Worker(
                        loop,
                        new EdgeParts(
                                () -> config,
                                transport,
                                router,
                                new Lifecycle(),
                                new ConnectionGate(MOST_CONNECTIONS, MOST_CONNECTIONS, _ -> false),
                                (route, exchange) -> exchange.authenticated(null),
                                new RouteAdmissions(1, System::nanoTime, _ -> false),
                                HttpChallenges.NONE,
                                upstreamTls,
                                LoopMetrics::new,
                                accessLog,
                                new UnprovenTasks(clock),
                                EndpointWatch.NOBODY,
                                new WaitingBounds(),
                                _ -> false,
                                () -> 0,
                                1),
                        resolver.group());
        this.clients =
                new PracticeClients(transport, loop, worker.buffers(), upstreamTls, HOST, ENOUGH);
    }

    /**
     * Begins. Blocks for as long as it takes to make a key.
     *
     * @throws RuntimeException when loopback cannot be used
     */
    static SelfWarmUp start(
            Config config,
            Transport transport,
            Resolver resolver,
            TlsSettings tlsSettings,
            UpstreamTls upstreamTls,
            InstantSource clock) {
        SelfWarmUp made =
                new SelfWarmUp(config, transport, resolver, tlsSettings, upstreamTls, clock);
        try {
            made.begin();
            return made;
        } catch (RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private void begin() {
        InetSocketAddress task = PracticeTask.listen(transport, loop, worker.buffers(), loopback);
        router.publish(table(task));
        accessLog.start();
        worker.start();
        Listener listener =
                Listener.bind(
                        transport,
                        List.of(loop),
                        loopback,
                        0,
                        Worker.waterMark(config),
                        _ -> new ConnectionSetup(worker, ConnectionSetup.Kind.HTTPS, termination));
        clients.start(new InetSocketAddress(loopback, listener.port()));
    }

    private static RouteTable table(InetSocketAddress task) {
        Endpoint endpoint =
                Endpoint.of(
                        "practice",
                        "practice",
                        "",
                        task.getAddress().getHostAddress(),
                        task.getPort());
        return new RouteTable(
                List.of(
                        new Route(
                                "practice",
                                HostPattern.parse(HOST),
                                PathPrefix.ROOT,
                                null,
                                0,
                                new Upstream("practice", List.of(endpoint), ""),
                                RouteOptions.DEFAULTS)),
                List.of(),
                List.of(),
                List.of());
    }

    /** How many answers have come. */
    int answered() {
        return clients.answered();
    }

    /**
     * Whether it has all the answers that it wanted, or will get no more, or is in the way.
     *
     * @param ofClients how many requests clients have had answered meanwhile
     */
    boolean isOver(long ofClients) {
        return clients.areDone() || ofClients >= IN_THE_WAY;
    }

    /** Ends what is still under way, and lets go of everything. */
    @Override
    public void close() {
        worker.closePools();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        termination.close();
        contexts.close();
        accessLog.close();
    }
}
