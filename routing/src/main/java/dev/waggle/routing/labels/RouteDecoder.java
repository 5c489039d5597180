package dev.waggle.routing.labels;

import dev.waggle.routing.Auth;
import dev.waggle.routing.HostPattern;
import dev.waggle.routing.Hostname;
import dev.waggle.routing.Malformed;
import dev.waggle.routing.Middleware;
import dev.waggle.routing.PathPrefix;
import dev.waggle.routing.ProxyHeader;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.Timeouts;
import dev.waggle.routing.UpstreamProtocol;
import dev.waggle.routing.UpstreamTls;
import dev.waggle.routing.WhileChanging;
import dev.waggle.routing.labels.ServiceLabels.ExtraHost;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads the labels of one route of a service. */
final class RouteDecoder {
    private static final int MAX_PRIORITY = 1_000_000;
    private static final int MAX_RETRIES = 5;
    private static final int MAX_NETWORK_CHARS = 253;
    private static final int MAX_REALM_CHARS = 128;
    private static final int MAX_PENDING = 100_000;
    private static final Duration MAX_WAIT = Duration.ofMinutes(5);
    private static final Duration LEAST_TIMEOUT = Duration.ofMillis(10);

    private final String service;
    private final RouteEntries entries;
    private final AuthFolders authFolders;
    private final RouteOptions defaults;
    private final ProblemList problems;
    private final MiddlewareDecoder middleware;

    RouteDecoder(
            String service,
            RouteEntries entries,
            AuthFolders authFolders,
            RouteOptions defaults,
            ProblemList problems) {
        this.service = service;
        this.entries = entries;
        this.authFolders = authFolders;
        this.defaults = defaults;
        this.problems = problems;
        this.middleware = new MiddlewareDecoder(entries, problems);
    }

    /** What the labels of a route come to. */
    record Decoded(Optional<RouteLabels> route, List<ExtraHost> extraHosts) {}

    /** There is no route without a host, a port, or with a context that cannot be read. */
    Decoded decode() {
        RouteOptions options = options();
        Optional<RouteLabels> route = route(options);
        List<ExtraHost> extraHosts =
                hosts(LabelKey.EXTRA_HOSTS, false).stream()
                        .map(name -> new ExtraHost(name, options.tls(), options.certNames()))
                        .toList();
        return new Decoded(route, extraHosts);
    }

    private Optional<RouteLabels> route(RouteOptions options) {
        List<HostPattern> hosts = hosts(LabelKey.HOST, true);
        Optional<Integer> port = read(LabelKey.PORT, orLeftOut(Values::port));
        Optional<PathPrefix> context = read(LabelKey.CONTEXT, orLeftOut(RouteDecoder::context));
        Optional<PathPrefix> internal = read(LabelKey.INTERNAL_CONTEXT, orLeftOut(PathPrefix::new));
        Optional<Integer> priority =
                read(LabelKey.PRIORITY, v -> Values.integer(v, -MAX_PRIORITY, MAX_PRIORITY));
        Optional<String> network = read(LabelKey.NETWORK, v -> Values.line(v, MAX_NETWORK_CHARS));
        boolean isRedirect = options.redirectTo() != null;
        reportWhatIsMissing(hosts, isRedirect);
        reportUnverifiable(hosts, options.upstreamTls());
        if (hosts.isEmpty()
                || isBad(LabelKey.PORT, port)
                || (port.isEmpty() && !isRedirect)
                || isBad(LabelKey.REDIRECT_TO, Optional.ofNullable(options.redirectTo()))
                || isBad(LabelKey.CONTEXT, context)
                || isBad(LabelKey.INTERNAL_CONTEXT, internal)) {
            return Optional.empty();
        }
        return Optional.of(
                new RouteLabels(
                        entries.name(),
                        hosts,
                        port.orElse(0),
                        context.orElse(PathPrefix.ROOT),
                        internal.orElse(null),
                        priority.orElse(0),
                        network.orElse(null),
                        options));
    }

    /**
     * Without a port there is nothing to talk to; without its context a route would take the whole
     * host, and with another internal one, or without its redirect, it would show what was not
     * meant to be shown.
     */
    static <T> Function<String, T> orLeftOut(Function<String, T> parser) {
        return text -> {
            try {
                return parser.apply(text);
            } catch (Malformed e) {
                throw new Malformed(e.what() + "; the route is left out", e.accepted());
            }
        };
    }

    /**
     * Requests are matched only where every reading of their path agrees, and of escapes and of
     * path parameters there are several: a context with them would never match.
     */
    private static PathPrefix context(String text) {
        PathPrefix context = new PathPrefix(text);
        if (context.value().indexOf('%') >= 0 || context.value().indexOf(';') >= 0) {
            throw new Malformed(
                    "has an escape, a ; or a character that must be escaped",
                    "a path of plain letters, digits and punctuation such as /github");
        }
        return context;
    }

    private RouteOptions options() {
        UpstreamProtocol protocol =
                read(LabelKey.PROTOCOL, Values::protocol).orElse(defaults.protocol());
        // A stream of messages has no length that could be limited.
        long usualMaxBody = protocol == UpstreamProtocol.GRPC ? 0 : defaults.maxBodyBytes();
        Middleware onTheWay = middleware.decode(defaults.middleware());
        return new RouteOptions(
                upstreamTls(),
                read(LabelKey.MAX_BODY, Sizes::parse).orElse(usualMaxBody),
                auth(),
                read(LabelKey.TLS, Values::tls).orElse(defaults.tls()),
                entries.get(LabelKey.CERT_NAMES).isPresent()
                        ? hosts(LabelKey.CERT_NAMES, false)
                        : defaults.certNames(),
                timeouts(),
                read(LabelKey.RETRIES, v -> Values.integer(v, 0, MAX_RETRIES))
                        .orElse(defaults.retries()),
                protocol,
                onTheWay,
                whileChanging(),
                new EndpointDecoder(entries, protocol, problems).decode(defaults.endpoints()),
                proxyHeader(protocol));
    }

    /** A connection of HTTP/2 is shared by many clients, and a header speaks of one. */
    private ProxyHeader proxyHeader(UpstreamProtocol protocol) {
        ProxyHeader asked =
                read(LabelKey.PROXY_PROTOCOL, Values::proxyHeader).orElse(defaults.proxyHeader());
        if (asked == ProxyHeader.OFF || !protocol.isHttp2()) {
            return asked;
        }
        entries.get(LabelKey.PROXY_PROTOCOL)
                .ifPresent(label ->
                        problems.add(
                                label.key(),
                                label.value(),
                                "tasks of HTTP/2 get the requests of many clients on one connection,"
                                        + " and no PROXY protocol header",
                                "take the label away, or speak http to the tasks"));
        return ProxyHeader.OFF;
    }

    private UpstreamTls upstreamTls() {
        UpstreamTls.Mode mode =
                read(LabelKey.ON_HTTPS, Values::onHttps).orElse(defaults.upstreamTls().mode());
        Optional<Hostname> name = read(LabelKey.UPSTREAM_NAME, Hostname::new);
        return new UpstreamTls(mode, name.orElse(defaults.upstreamTls().name()));
    }

    private Timeouts timeouts() {
        Timeouts otherwise = defaults.timeouts();
        Optional<Duration> idle = duration(LabelKey.IDLE_TIMEOUT, Duration.ofDays(7));
        return new Timeouts(
                duration(LabelKey.CONNECT_TIMEOUT, Duration.ofMinutes(1))
                        .orElse(otherwise.connect()),
                duration(LabelKey.RESPONSE_TIMEOUT, Duration.ofDays(1))
                        .orElse(otherwise.response()),
                idle.orElse(otherwise.idle()),
                idle.orElse(otherwise.tunnelIdle()));
    }

    private WhileChanging whileChanging() {
        WhileChanging otherwise = defaults.whileChanging();
        return new WhileChanging(
                read(LabelKey.WAIT, v -> Durations.parse(v, Duration.ZERO, MAX_WAIT))
                        .orElse(otherwise.longestWait()),
                read(LabelKey.MAX_PENDING, v -> Values.integer(v, 0, MAX_PENDING))
                        .orElse(otherwise.maxPending()),
                read(LabelKey.DRAIN_STREAMS, Values::drainStreams)
                        .orElse(otherwise.drainStreams()));
    }

    private Optional<Duration> duration(LabelKey key, Duration most) {
        return read(key, value -> Durations.parse(value, LEAST_TIMEOUT, most));
    }

    /** Whoever asked for protection gets it, or nobody passes: a typo must not open a door. */
    private Auth auth() {
        String realm =
                read(LabelKey.AUTH_REALM, v -> Values.line(v, MAX_REALM_CHARS)).orElse(service);
        Optional<Label> label = entries.get(LabelKey.AUTH);
        Auth asked = label.map(l -> auth(l, realm)).orElse(defaults.auth());
        return entries.brokenGuard().<Auth>map(Auth.Broken::new).orElse(asked);
    }

    private Auth auth(Label label, String realm) {
        try {
            String text = label.text();
            return text.equals("off")
                    ? new Auth.Off()
                    : new Auth.File(authFolders.file(text), realm);
        } catch (Malformed e) {
            problems.add(
                    label.key(),
                    label.value(),
                    "the value " + e.what() + "; the route is closed",
                    "write " + e.accepted());
            return new Auth.Broken("the label " + label.key() + " " + e.what());
        }
    }

    private void reportWhatIsMissing(List<HostPattern> hosts, boolean isRedirect) {
        boolean hasHostLabel = entries.get(LabelKey.HOST).isPresent();
        boolean routed =
                entries.hasOtherThan(LabelKey.EXTRA_HOSTS, LabelKey.TLS, LabelKey.CERT_NAMES);
        if (!hasHostLabel && routed) {
            missing(LabelKey.HOST, "no host is given, so nothing is exposed");
        } else if (!hosts.isEmpty() && !isRedirect && entries.get(LabelKey.PORT).isEmpty()) {
            missing(LabelKey.PORT, "no port is given, so the route is left out");
        }
    }

    /** The verified name is the route's host by default, and a pattern is no name. */
    private void reportUnverifiable(List<HostPattern> hosts, UpstreamTls tls) {
        boolean hasPattern = hosts.stream().anyMatch(h -> !(h instanceof HostPattern.Exact));
        if (hasPattern && tls.mode() == UpstreamTls.Mode.VERIFY && tls.name() == null) {
            missing(
                    LabelKey.UPSTREAM_NAME,
                    "the tasks' certificate cannot be verified against a host with a *");
        }
    }

    private void missing(LabelKey key, String message) {
        String label = entries.labelOf(key);
        problems.add(label, "", message, "add the label " + label + ": " + key.accepted());
    }

    private boolean isBad(LabelKey key, Optional<?> read) {
        return entries.get(key).isPresent() && read.isEmpty();
    }

    private List<HostPattern> hosts(LabelKey key, boolean catchAllAllowed) {
        return entries.get(key)
                .map(label -> HostList.parse(label, catchAllAllowed, problems))
                .orElse(List.of());
    }

    private <T> Optional<T> read(LabelKey key, Function<String, T> parser) {
        return entries.get(key).flatMap(label -> LabelDecoder.read(label, parser, problems));
    }
}
