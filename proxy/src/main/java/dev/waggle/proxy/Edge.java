package dev.waggle.proxy;

import dev.waggle.acme.CertificateFolder;
import dev.waggle.acme.CertificateProblem;
import dev.waggle.acme.Certificates;
import dev.waggle.acme.StateUnusable;
import dev.waggle.acme.dns.AddressUpdates;
import dev.waggle.acme.life.CertificateStates;
import dev.waggle.acme.manage.CertificateManager;
import dev.waggle.acme.ocsp.Staples;
import dev.waggle.proxy.admin.AdminPages;
import dev.waggle.proxy.admin.AdminServer;
import dev.waggle.proxy.admin.CertificateView;
import dev.waggle.proxy.admission.RouteAdmissions;
import dev.waggle.proxy.auth.BasicAuthSettings;
import dev.waggle.proxy.auth.BasicAuthenticator;
import dev.waggle.proxy.auth.ForwardAuthRoute;
import dev.waggle.proxy.certificates.CertificateNews;
import dev.waggle.proxy.certificates.HttpAnswers;
import dev.waggle.proxy.certificates.ServedCertificates;
import dev.waggle.proxy.certificates.TlsAnswers;
import dev.waggle.proxy.certificates.Webhook;
import dev.waggle.proxy.config.AcmeChallenge;
import dev.waggle.proxy.config.ClientAuth;
import dev.waggle.proxy.config.Config;
import dev.waggle.proxy.config.ConfigLoad;
import dev.waggle.proxy.config.ConfigLoad.Loaded;
import dev.waggle.proxy.config.Secret;
import dev.waggle.proxy.config.Wildcard;
import dev.waggle.proxy.endpoint.Endpoints;
import dev.waggle.proxy.endpoint.ProbeResult;
import dev.waggle.proxy.exchange.WaitingBounds;
import dev.waggle.proxy.listener.ConnectionGate;
import dev.waggle.proxy.listener.Listener;
import dev.waggle.proxy.listener.Transport;
import dev.waggle.proxy.observe.AccessLog;
import dev.waggle.proxy.observe.Metric;
import dev.waggle.proxy.observe.Metrics;
import dev.waggle.proxy.observe.OperationalLog;
import dev.waggle.proxy.observe.Problems;
import dev.waggle.proxy.overload.OldGarbage;
import dev.waggle.proxy.tls.ChallengeContexts;
import dev.waggle.proxy.tls.ClientCertificates;
import dev.waggle.proxy.tls.TlsContexts;
import dev.waggle.proxy.tls.TlsProvider;
import dev.waggle.proxy.tls.TlsSettings;
import dev.waggle.proxy.tls.TlsTermination;
import dev.waggle.proxy.tls.TlsUnusable;
import dev.waggle.proxy.tls.UpstreamTls;
import dev.waggle.proxy.upstream.UpstreamPools;
import dev.waggle.routing.AddressRange;
import dev.waggle.routing.Draining;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Problem;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.TableDifference;
import dev.waggle.routing.Timeouts;
import dev.waggle.routing.labels.AuthFolders;
import dev.waggle.routing.pipeline.RoutingPipeline;
import dev.waggle.routing.translate.ServiceMemory;
import dev.waggle.routing.translate.Translator;
import dev.waggle.routing.translate.TranslatorSettings;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.ChannelBindException;

/**
 * The running proxy: its event loops, listeners, control plane and admin listener, put together by
 * hand.
 *
 * <p>{@link #start} returns when it serves; {@link #close} drains and returns when all is over.
 */
public final class Edge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Edge.class);
    private static final Duration FIRST_TABLE_WITHIN = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final Duration FIRST_PROBES_WITHIN = Duration.ofMillis(500);

    /** For the first request of a client that has just connected. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final Duration WEBHOOK_FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration FIRST_STATE_WITHIN = Duration.ofSeconds(5);
    private static final Duration HOUSEKEEPING_PAUSE = Duration.ofSeconds(1);

    private final InstantSource clock = InstantSource.system();
    private final Lifecycle lifecycle = new Lifecycle();
    private final Router router = new Router();
    private final ServiceMemory serviceMemory = new ServiceMemory();
    private final Sources sources;
    private final Problems problems;
    private final Metrics metrics;
    private final AccessLog accessLog;
    private final LocalCertificates localCertificates;
    private final TlsContexts tlsContexts;
    private final ChallengeContexts challengeContexts;
    private final HttpAnswers httpAnswers = new HttpAnswers();
    private final Staples staples;
    private final @Nullable AddressUpdates addressUpdates;
    private final ServedCertificates served;
    private final TlsTermination tlsTermination;
    private final UpstreamTls upstreamTls;
    private final BasicAuthenticator authenticator;
    private final HiddenClients hiddenClients = HiddenClients.own(clock);
    private final RouteAdmissions admissions;
    private final ConnectionGate gate;
    private final DrainLeads drainLeads = new DrainLeads();
    private final ReactionTimes reactions = new ReactionTimes();
    private final UnprovenTasks unprovenTasks = new UnprovenTasks(clock);
    private final Endpoints endpoints =
            new Endpoints(this::probe, System::nanoTime, clock, this::endpointsChanged);
    private final MultiThreadIoEventLoopGroup loops;
    private final Transport transport;
    private final Resolver resolver;
    private final List<Worker> workers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch firstTable = new CountDownLatch(1);
    private final AdminServer admin;
    private final RoutingPipeline<RouteTable> pipeline;
    private final @Nullable Webhook webhook;
    private final @Nullable OrderedCertificates ordering;
    private final Housekeeping housekeeping;
    private final OverloadWatch overload;
    private volatile Config config;
    private volatile @Nullable Listener https;
    private volatile @Nullable Listener http;
    private volatile boolean listening;
    private volatile boolean warm;

    /**
     * @throws TlsUnusable when a CA file cannot be read, or what orders certificates cannot be made
     *     as it is configured
     * @throws StateUnusable when the local authority is wanted and its directory cannot be used
     */
    public Edge(Config config) throws TlsUnusable, StateUnusable {
        this(config, AccessLog.toStdout(config.logging()), Transport.best());
    }

    Edge(Config config, AccessLog accessLog, Transport transport)
            throws TlsUnusable, StateUnusable {
        this.config = config;
        this.transport = transport;
        this.resolver = Resolver.create(transport);
        this.sources = Sources.of(config.discovery(), config.stateDir());
        this.problems = new Problems(clock);
        this.metrics = new Metrics(clock);
        this.accessLog = accessLog;
        this.localCertificates =
                new LocalCertificates(config.stateDir(), config.tls().selfSigned(), clock);
        if (config.tls().selfSigned()) {
            localCertificates.open();
        }
        TlsSettings tlsSettings = tlsSettings();
        this.tlsContexts =
                new TlsContexts(
                        tlsSettings,
                        clientCertificates(),
                        clock.instant(),
                        new SecureRandom(),
                        config.stateDir().resolve("ticket-secrets"));
        this.challengeContexts =
                new ChallengeContexts(tlsSettings, clock.instant(), new SecureRandom());
        this.tlsTermination =
                new TlsTermination(
                        tlsSettings,
                        tlsContexts,
                        localCertificates,
                        challengeContexts,
                        clock,
                        new ConnectionSetup.AfterHandshake());
        this.staples = new Staples(clock, new StaplesTold());
        this.addressUpdates = new DnsParts(config.acme()).addressUpdates(clock).orElse(null);
        this.admissions =
                new RouteAdmissions(
                        config.limits().rateLimitClients(), System::nanoTime, hiddenClients::hides);
        this.served = new ServedCertificates(tlsContexts, staples, clock);
        this.webhook = webhook(config.acme().webhook());
        this.upstreamTls = UpstreamTls.create(taskAuthorities(), TlsProvider.best());
        this.authenticator =
                BasicAuthenticator.start(
                        basicAuthSettings(), found -> problems.update("passwords", found));
        this.gate =
                new ConnectionGate(
                        ConnectionBudget.of(config.limits().connections()),
                        config.limits().connectionsPerAddress(),
                        address -> isTrusted(address) || hiddenClients.sees(address));
        int count = eventLoops();
        this.loops =
                new MultiThreadIoEventLoopGroup(
                        count, new DefaultThreadFactory("loop"), transport.ioHandlers());
        addWorkers();
        this.admin = new AdminServer(config.admin(), pages());
        this.pipeline =
                new RoutingPipeline<>(
                        sources.all(),
                        states -> Translator.translate(states, translatorSettings(), serviceMemory),
                        this::publish,
                        FIRST_STATE_WITHIN);
        this.ordering = config.acme().isOn() ? orderCertificates() : null;
        this.housekeeping = housekeeping();
        this.overload = new OverloadWatch(() -> config.limits().overload(), gate, workers);
        observeGauges();
    }

    /** Challenges are answered by our own listeners, and by the DNS where it may be changed. */
    private OrderedCertificates orderCertificates() throws TlsUnusable {
        CertificateNews news = new CertificateNews(this::tellWebhook);
        metrics.observeEach(Metric.ACME_ORDERS, news::outcomes);
        metrics.observeEach(Metric.ACME_FAILURES, news::failures);
        CertificateManager manager =
                new AcmeParts(config, clock)
                        .manager(
                                Map.of(
                                        AcmeChallenge.HTTP_01,
                                        httpAnswers,
                                        AcmeChallenge.TLS_ALPN_01,
                                        new TlsAnswers(
                                                challengeContexts, clock, new SecureRandom())),
                                news);
        OrderedCertificates orders =
                new OrderedCertificates(
                        config,
                        manager,
                        served,
                        httpAnswers,
                        problems,
                        () -> CertificateView.json(certificateViews()),
                        clock);
        metrics.observeEach(Metric.CERTIFICATE_RENEWAL, orders::secondsToRenewal);
        return orders;
    }

    private void tellWebhook(String news) {
        if (webhook != null) {
            webhook.tell(news);
        }
    }

    private static @Nullable Webhook webhook(@Nullable Secret url) {
        return url == null ? null : Webhook.start(URI.create(url.reveal()), WEBHOOK_FIRST_PAUSE);
    }

    private TlsSettings tlsSettings() {
        String defaultCertificate = config.tls().defaultCertificate();
        return new TlsSettings(
                config.timeouts().handshake(),
                config.tls().maxClientHelloBytes(),
                defaultCertificate == null ? "" : defaultCertificate,
                config.tls().maxConcurrentSignings(),
                config.tls().ticketRotation(),
                TlsProvider.best());
    }

    private ClientCertificates clientCertificates() throws TlsUnusable {
        Path file = config.tls().clientCaFile();
        return file == null
                ? ClientCertificates.NONE
                : ClientCertificates.signedBy(
                        file, config.tls().clientAuth() == ClientAuth.REQUIRE);
    }

    private BasicAuthSettings basicAuthSettings() {
        BasicAuthSettings usual = BasicAuthSettings.DEFAULTS;
        int threads = config.auth().hashThreads();
        return new BasicAuthSettings(
                threads > 0 ? threads : usual.hashThreads(),
                config.auth().maxWaitingHashes(),
                config.auth().successTtl(),
                usual.lookInterval());
    }

    private List<Path> taskAuthorities() {
        Path file = config.tls().caFile();
        return file == null ? List.of() : List.of(file);
    }

    private int eventLoops() {
        int configured = config.listeners().eventLoops();
        return configured > 0 ? configured : Runtime.getRuntime().availableProcessors();
    }

    private void addWorkers() {
        EdgeParts parts =
                new EdgeParts(
                        () -> config,
                        transport,
                        router,
                        lifecycle,
                        gate,
                        authenticator,
                        admissions,
                        httpAnswers,
                        upstreamTls,
                        metrics::loop,
                        accessLog,
                        unprovenTasks,
                        endpoints,
                        new WaitingBounds(),
                        this::isTrusted,
                        this::httpsPort,
                        eventLoops());
        loops.forEach(loop -> workers.add(new Worker((EventLoop) loop, parts, resolver.group())));
    }

    /** The event loops take turns by the endpoint, so that none does all of it. */
    private void probe(
            Route route, Endpoint endpoint, Duration patience, Consumer<ProbeResult> result) {
        int turn = Math.floorMod(endpoint.id().hashCode(), workers.size());
        workers.get(turn).prober().probe(route, endpoint, patience, result);
    }

    private void endpointsChanged() {
        workers.forEach(Worker::endpointsChanged);
    }

    private boolean isTrusted(InetAddress address) {
        for (AddressRange range : config.forwarding().trustedProxies()) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private TranslatorSettings translatorSettings() {
        return new TranslatorSettings(
                new AuthFolders(config.discovery().authFolders()),
                routeDefaults(),
                OwnAddresses.withPorts(ownPorts()));
    }

    /** A port that was left to the system to choose is known once it is bound. */
    private List<Integer> ownPorts() {
        return Stream.of(httpsPort(), httpPort(), config.admin().port())
                .filter(port -> port > 0)
                .toList();
    }

    private RouteOptions routeDefaults() {
        RouteOptions usual = RouteOptions.DEFAULTS;
        return new RouteOptions(
                usual.upstreamTls(),
                config.limits().maxBodyBytes(),
                usual.auth(),
                usual.tls(),
                usual.certNames(),
                new Timeouts(
                        config.timeouts().connect(),
                        config.timeouts().response(),
                        config.timeouts().idle(),
                        config.timeouts().tunnelIdle()),
                config.upstreams().retries());
    }

    // ---- another configuration ----

    /** What reads the configuration again, and makes it hold here. */
    Reloading reloading(Loaded loaded, Supplier<ConfigLoad> again) {
        return new Reloading(
                loaded, again, this::use, found -> problems.update("configuration", found));
    }

    /**
     * Makes this the configuration: for connections that are accepted from now on, for the next
     * requests where a route's own options are concerned. What needs a restart must be as it was.
     */
    private void use(Config next) {
        config = next;
        OperationalLog.level(next.logging().level());
        accessLog.use(next.logging().accessLog());
        gate.limit(
                ConnectionBudget.of(next.limits().connections()),
                next.limits().connectionsPerAddress());
        workers.forEach(Worker::reconfigure);
        pipeline.translateAgain();
    }

    // ---- start ----

    /**
     * Starts everything, and returns when it serves: with the first table, or without one when no
     * source answers for a while.
     *
     * @throws Listener.BindFailed when a port cannot be had
     */
    public void start() throws InterruptedException {
        start(() -> false);
    }

    /**
     * The same, but gives up early when the process is told to stop meanwhile.
     *
     * @param stopWanted asked now and then, on this thread
     */
    void start(BooleanSupplier stopWanted) throws InterruptedException {
        accessLog.start();
        workers.forEach(Worker::start);
        watchCertificates();
        threads.add(Thread.ofVirtual().name("endpoints").start(endpoints));
        if (ordering != null) {
            ordering.serve(this::lookForMissingCertificates);
        }
        startAdmin();
        pipeline.start();
        awaitFirstTable(stopWanted);
        Drain.awaitUntil(
                () -> endpoints.areLookedAt() || stopWanted.getAsBoolean(),
                clock.instant().plus(FIRST_PROBES_WITHIN));
        if (stopWanted.getAsBoolean()) {
            return;
        }
        listen();
        if (ordering != null) {
            ordering.listening();
        }
        if (sources.docker() != null) {
            threads.add(
                    Thread.ofVirtual()
                            .name("dns-witness")
                            .start(
                                    new Housekeeping(DnsWitness.PAUSE)
                                            .chore(
                                                    "asking the overlay's DNS",
                                                    dnsWitness()::step)));
        }
        threads.add(Thread.ofVirtual().name("staples").start(staples::run));
        keepAddresses();
        threads.add(Thread.ofVirtual().name("housekeeping").start(housekeeping));
        threads.add(
                Thread.ofVirtual()
                        .name("overload")
                        .start(
                                new Housekeeping(OverloadWatch.PAUSE)
                                        .chore("the look for an overload", overload::look)));
        warmUp(stopWanted);
        if (stopWanted.getAsBoolean()) {
            return;
        }
        warm = true;
        LOG.info(
                "ready: https on port {}, http on port {}, {} routes, {} event loops ({})",
                httpsPort(),
                httpPort(),
                router.get().routes().size(),
                workers.size(),
                transport.name());
    }

    /**
     * Clients are served meanwhile, but who asks before he sends some, such as Swarm, waits.
     * Without it the proxy works as well, only not as fast at first, so nothing that goes wrong
     * here is worth more than a line.
     */
    private void warmUp(BooleanSupplier stopWanted) {
        Duration longest = config.timeouts().warmUp();
        if (longest.isZero()) {
            return;
        }
        Instant deadline = clock.instant().plus(longest);
        try (SelfWarmUp warmUp =
                SelfWarmUp.start(config, transport, resolver, tlsSettings(), upstreamTls, clock)) {
            Drain.awaitUntil(
                    () -> warmUp.isOver(requestsOfClients()) || stopWanted.getAsBoolean(),
                    deadline);
            LOG.info("warmed up with {} requests", warmUp.answered());
        } catch (RuntimeException e) {
            LOG.warn(
                    "the warm-up needs a free port of loopback, so the first requests take longer: {}; set"
                            + " warm-up to 0s where there is none",
                    e.toString());
        }
    }

    private long requestsOfClients() {
        return workers.stream().mapToLong(worker -> worker.metrics().requests()).sum();
    }

    private DnsWitness dnsWitness() {
        return new DnsWitness(
                workers.getFirst().loop(),
                transport,
                DnsWitness.OVERLAY,
                () -> sources.managersAreAway(clock),
                endpoints::services,
                endpoints::heard);
    }

    private void startAdmin() {
        try {
            admin.start();
        } catch (ChannelBindException e) {
            throw new Listener.BindFailed(
                    new InetSocketAddress(config.admin().address(), config.admin().port()),
                    e.getCause() == null ? e : e.getCause());
        }
    }

    private void awaitFirstTable(BooleanSupplier stopWanted) throws InterruptedException {
        Instant deadline = clock.instant().plus(FIRST_TABLE_WITHIN);
        while (!firstTable.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
            if (stopWanted.getAsBoolean()) {
                return;
            }
            if (clock.instant().isAfter(deadline)) {
                LOG.warn(
                        "no source of routes has answered yet; serving without any until one does");
                return;
            }
        }
    }

    private void watchCertificates() {
        Path folder = config.tls().certDir();
        if (folder == null) {
            return;
        }
        CertificateFolder watched = new CertificateFolder(folder, clock);
        serve(watched.step());
        threads.add(Thread.ofVirtual().name("certificates").start(() -> watched.run(this::serve)));
    }

    private void serve(CertificateFolder.State state) {
        List<CertificateProblem> found = new ArrayList<>(state.problems());
        found.addAll(served.files(state.certificates()));
        tell("certificates", found);
        lookForMissingCertificates();
    }

    private void keepAddresses() {
        AddressUpdates updates = addressUpdates;
        if (updates != null) {
            threads.add(
                    Thread.ofVirtual()
                            .name("dns-addresses")
                            .start(() -> updates.run(found -> tell("addresses", found))));
        }
    }

    private void tell(String about, List<CertificateProblem> found) {
        problems.update(about, found.stream().map(Edge::problemOf).toList());
    }

    private final class StaplesTold implements Staples.Listener {
        @Override
        public void staplesAre(Map<String, byte[]> byFingerprint) {
            tlsContexts.staple(byFingerprint);
        }

        @Override
        public void problemsAre(List<CertificateProblem> found) {
            tell("staples", found);
        }
    }

    /** Whoever comes last has seen both, the newest table and the newest certificates. */
    private synchronized void lookForMissingCertificates() {
        Certificates current = served.current();
        problems.update(
                "missing-certificates",
                new MissingCertificates(
                                host -> current.forName(host).isPresent(),
                                localCertificates::isFor,
                                config.tls().defaultCertificate(),
                                config.acme().isOn(),
                                orderedStates())
                        .in(router.get()));
    }

    private CertificateStates orderedStates() {
        return ordering == null ? CertificateStates.NONE : ordering.states();
    }

    static Problem problemOf(CertificateProblem problem) {
        String about = problem.name().isEmpty() ? "" : problem.name() + ": ";
        return new Problem("", "", problem.file(), about + problem.message(), problem.fix());
    }

    private void listen() {
        List<EventLoop> all = workers.stream().map(Worker::loop).toList();
        https =
                bind(
                        all,
                        config.listeners().httpsPort(),
                        ConnectionSetup.Kind.HTTPS,
                        tlsTermination);
        http = bind(all, config.listeners().httpPort(), ConnectionSetup.Kind.HTTP, null);
        listening = true;
    }

    private Listener bind(
            List<EventLoop> all,
            int port,
            ConnectionSetup.Kind kind,
            @Nullable TlsTermination tls) {
        return Listener.bind(
                transport,
                all,
                Wildcard.usable(config.listeners().address()),
                port,
                Worker.waterMark(config),
                loop -> new ConnectionSetup(workerOf(loop), kind, tls));
    }

    private Worker workerOf(EventLoop loop) {
        return workers.stream().filter(worker -> worker.runsOn(loop)).findFirst().orElseThrow();
    }

    // ---- routing updates ----

    /** Makes this table the current one. One thread at a time, never an event loop. */
    void publish(RouteTable table) {
        if (localCertificates.follow(table)) {
            openLocalAuthority();
        }
        List<Route> all =
                Stream.concat(table.routes().stream(), ForwardAuthRoute.of(table)).toList();
        Map<?, Endpoint> wanted = UpstreamPools.endpointsOf(all);
        endpoints.follow(all);
        authenticator.routes(table.routes());
        RouteTable before = router.publish(table);
        workers.forEach(worker -> worker.reconcile(wanted, table.node()));
        reactions.published(clock.instant(), before, table, sources.tasksWritten());
        Map<String, Draining> draining = table.draining();
        workers.forEach(worker -> worker.endStreams(draining));
        drainLeads.follow(clock.instant(), table.endpointIds(), draining);
        Set<String> names =
                table.routes().stream().map(Route::name).collect(Collectors.toUnmodifiableSet());
        metrics.routesAre(names);
        admissions.routesAre(names);
        problems.update("routes", table.problems());
        if (addressUpdates != null) {
            addressUpdates.follow(
                    table.routes().stream()
                            .map(route -> route.host().text())
                            .collect(Collectors.toUnmodifiableSet()));
        }
        if (ordering != null) {
            ordering.follow(table);
        }
        lookForMissingCertificates();
        LOG.info(
                "routes, version {}: {}",
                router.version(),
                TableDifference.between(before, table).summary());
        firstTable.countDown();
    }

    private void openLocalAuthority() {
        try {
            localCertificates.open();
            problems.update("local-authority", List.of());
        } catch (StateUnusable e) {
            problems.update(
                    "local-authority",
                    List.of(
                            new Problem(
                                    "",
                                    "",
                                    config.stateDir().toString(),
                                    "the local authority cannot be opened: " + e.getMessage(),
                                    "make the directory writable, or name another as state-dir")));
        }
    }

    // ---- what must be looked at now and then ----

    private Housekeeping housekeeping() {
        OldGarbage garbage = OldGarbage.ofThisProcess(System.nanoTime());
        Housekeeping house =
                new Housekeeping(HOUSEKEEPING_PAUSE)
                        .chore(
                                "problems of the stack file",
                                () -> problems.update("stack-file", sources.stackFileProblems()))
                        .chore(
                                "problems of Docker",
                                () -> problems.update("docker", sources.dockerProblems()))
                        .chore("the mesh", () -> hiddenClients.meshIs(sources.meshSubnets()))
                        .chore(
                                "hidden clients",
                                () -> problems.update("clients", hiddenClients.problems()))
                        .chore(
                                "problems of tasks",
                                () ->
                                        problems.update(
                                                "tasks", unprovenTasks.problems(router.get())))
                        .chore(
                                "problems of endpoints",
                                () -> problems.update("endpoints", endpoints.problems()))
                        .chore(
                                "session tickets",
                                () -> tlsContexts.rotateTicketsIfDue(clock.instant()))
                        .chore("old garbage", () -> garbage.look(System.nanoTime()));
        return ordering == null ? house : house.chore("certificates", ordering::look);
    }

    private AdminPages pages() {
        return new AdminPages()
                .ready(this::notReadyBecause, this::readyBut)
                .metrics(metrics)
                .routes(() -> Views.routes(router.get(), endpoints))
                .problems(problems)
                .certificates(this::certificateViews)
                .json(
                        "/prometheus/targets",
                        question ->
                                PrometheusDiscovery.targets(
                                        router.get().prometheusTargets(),
                                        question.query().getOrDefault("network", ""),
                                        OwnSubnets.around(question.peer())));
    }

    private List<CertificateView> certificateViews() {
        return Views.certificates(
                router.get(), served.current(), localCertificates, orderedStates());
    }

    private List<String> notReadyBecause() {
        List<String> reasons = new ArrayList<>();
        if (lifecycle.isDraining()) {
            reasons.add("stopping");
        } else if (!listening) {
            reasons.add("starting");
        } else if (!warm) {
            reasons.add("warming up");
        }
        if (firstTable.getCount() > 0) {
            reasons.add(
                    "no source of routes has answered"
                            + sources.dockerStatus()
                                    .lastError()
                                    .map(error -> ": " + error)
                                    .orElse(""));
        }
        reasons.addAll(overload.notReadyBecause());
        return reasons;
    }

    /** Docker's silence is no reason to be taken out of service: nobody else would have routes. */
    private List<String> readyBut() {
        return Stream.concat(
                        sources
                                .servedFrom()
                                .map(since ->
                                        "the routes are those of "
                                                + since
                                                + ", Docker has not answered since")
                                .stream(),
                        overload.readyBut().stream())
                .toList();
    }

    private void observeGauges() {
        metrics.observe(Metric.TABLE_VERSION, router::version);
        metrics.observe(Metric.ROUTES, () -> router.get().routes().size());
        metrics.observeEach(Metric.ENDPOINTS, endpoints::counts);
        metrics.observe(Metric.ENDPOINTS_FULL, () -> Views.full(router.get(), endpoints));
        metrics.observeEach(Metric.EJECTIONS, endpoints::ejections);
        metrics.observe(Metric.PROBLEMS, problems::count);
        metrics.observe(Metric.HOUSEKEEPING_FAILURES, housekeeping::failures);
        metrics.observeEach(Metric.OVERLOAD_SHARE, overload::shares);
        metrics.observeEach(Metric.OVERLOAD_LEVEL, overload::levels);
        metrics.observe(Metric.ACCESS_LOG_DROPPED, accessLog::dropped);
        metrics.observe(Metric.DISCOVERY_AGE, () -> sources.age(clock).toMillis() / 1e3);
        metrics.observe(Metric.DISCOVERY_KEPT, () -> sources.servedFrom().isPresent() ? 1 : 0);
        metrics.observe(Metric.DOCKER_ERRORS, () -> sources.dockerStatus().errors());
        metrics.observeEach(Metric.DISCOVERY_REACTION, reactions::quantiles);
        metrics.observeEach(Metric.DRAIN_LEAD, drainLeads::quantiles);
        metrics.observeEach(
                Metric.CERTIFICATE_EXPIRY,
                () ->
                        served.current().byName().entrySet().stream()
                                .collect(
                                        Collectors.toMap(
                                                entry -> entry.getKey(),
                                                entry ->
                                                        (double)
                                                                entry.getValue()
                                                                        .notAfter()
                                                                        .getEpochSecond())));
    }

    // ---- where it is ----

    RouteTable table() {
        return router.get();
    }

    /** The port of the https listener, once it is started. */
    public int httpsPort() {
        Listener bound = https;
        return bound == null ? config.listeners().httpsPort() : bound.port();
    }

    /** For tests that nothing is left behind. */
    List<Worker> workers() {
        return workers;
    }

    /** How many requests count as under way at a task, by the table of now. */
    int requestsAtTasks() {
        return router.get().routes().stream()
                .flatMap(route -> route.upstream().endpoints().stream())
                .map(Endpoint::id)
                .distinct()
                .mapToInt(id -> endpoints.vitals(id).requests())
                .sum();
    }

    /** The port of the plain listener, once it is started. */
    public int httpPort() {
        Listener bound = http;
        return bound == null ? config.listeners().httpPort() : bound.port();
    }

    /** The port of the admin listener, once it is started. */
    public int adminPort() {
        return admin.address().getPort();
    }

    /** The local authority's certificate for clients, if it was needed. */
    public @Nullable Path localAuthorityPem() {
        return localCertificates.caPem().orElse(null);
    }

    // ---- stop ----

    /**
     * Stops: not ready any more, exchanges that are under way finish within the drain time while
     * new ones are still served (a new task of ours can only start when this one has gone) and
     * WebSockets and event streams end in order, then the listeners close, and the connections
     * last.
     *
     * <p>Nobody serves from then on until the next task does, so what comes after it is short.
     */
    @Override
    public void close() {
        Duration longest = config.timeouts().drain();
        LOG.info(
                "stopping: waiting up to {} s for requests that are under way",
                longest.toSeconds());
        lifecycle.drain();
        workers.forEach(worker -> worker.stopStreams(longest));
        Instant deadline = clock.instant().plus(longest);
        Instant noticed = clock.instant().plus(config.timeouts().drainNotice());
        Drain.awaitUntil(() -> isOlderWorkOver() && haveNoticed(noticed), deadline);
        Drain.settle(workers.stream().map(Worker::loop).toList());
        closeListener(https);
        closeListener(http);
        listening = false;
        LOG.info("the ports are closed");
        Drain.awaitUntil(this::isAllWorkOver, deadline);
        // An exchange is over when its last byte was handed to the connection, which may still have
        // to send it.
        workers.forEach(Worker::closeConnections);
        Drain.awaitUntil(() -> gate.open() == 0, deadline);
        pipeline.close();
        threads.forEach(Thread::interrupt);
        if (ordering != null) {
            ordering.close();
        }
        if (webhook != null) {
            webhook.close();
        }
        workers.forEach(Worker::closePools);
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        admin.close();
        tlsTermination.close();
        tlsContexts.close();
        upstreamTls.close();
        authenticator.close();
        accessLog.close();
        metrics.close();
        LOG.info("stopped");
    }

    private boolean isOlderWorkOver() {
        return workers.stream().allMatch(worker -> worker.active().older() == 0);
    }

    /** Connections that are kept hear with an answer, or by GOAWAY, that they have to go. */
    private boolean haveNoticed(Instant noticed) {
        return gate.open() == 0 || !clock.instant().isBefore(noticed);
    }

    /** A client that had just connected when the ports closed may be sending its request. */
    private boolean isAllWorkOver() {
        Duration notice = config.timeouts().drainNotice();
        Duration fresh = notice.compareTo(FRESH) < 0 ? notice : FRESH;
        return workers.stream()
                .allMatch(worker -> worker.active().all() == 0 && !worker.hasFresh(fresh));
    }

    private static void closeListener(@Nullable Listener listener) {
        if (listener != null) {
            listener.close();
        }
    }
}
