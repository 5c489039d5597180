package dev.waggle.proxy.auth;

import dev.waggle.routing.Admission;
import dev.waggle.routing.Auth;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.ForwardAuth;
import dev.waggle.routing.HostPattern;
import dev.waggle.routing.HttpUrl;
import dev.waggle.routing.Middleware;
import dev.waggle.routing.PathPrefix;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.Timeouts;
import dev.waggle.routing.TlsMode;
import dev.waggle.routing.Upstream;
import dev.waggle.routing.UpstreamTls;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The way to a service that is asked who may pass: a route that no host leads to, so that questions
 * use the same bounded and pooled connections as everything else.
 */
public final class ForwardAuthRoute {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A question is small and has no stream: it never takes long but when something is wrong. */
    private static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(3), PATIENCE, PATIENCE, PATIENCE);

    /** For a pooled connection that the service has just closed. */
    private static final int RETRIES = 1;

    /** The answer may go on as it is, and what is done to answers is done then. */
    private static final Middleware UNTOUCHED =
            new Middleware(false, null, List.of(), List.of(), null, null, null, Admission.OPEN);

    private ForwardAuthRoute() {}

    /** The routes of all questions that a table's routes ask. */
    public static Stream<Route> of(RouteTable table) {
        return table.routes().stream().flatMap(ForwardAuthRoute::asked).distinct();
    }

    private static Stream<Route> asked(Route route) {
        ForwardAuth auth = route.options().forwardAuth();
        return auth == null ? Stream.empty() : Stream.of(of(auth.url()));
    }

    /** Equal for equal URLs. */
    static Route of(HttpUrl url) {
        String name = "forward-auth:" + url.authority();
        Endpoint endpoint = Endpoint.of(name, name, "", withoutBrackets(url.host()), url.port());
        return new Route(
                name,
                url.isHttps() ? HostPattern.parse(url.host()) : new HostPattern.Any(),
                PathPrefix.ROOT,
                null,
                0,
                new Upstream(name, List.of(endpoint), ""),
                options(url.isHttps()));
    }

    private static RouteOptions options(boolean isHttps) {
        UpstreamTls.Mode tls = isHttps ? UpstreamTls.Mode.VERIFY : UpstreamTls.Mode.OFF;
        return new RouteOptions(
                        new UpstreamTls(tls, null),
                        0,
                        new Auth.Off(),
                        TlsMode.DEFAULT,
                        List.of(),
                        TIMEOUTS,
                        RETRIES)
                .with(UNTOUCHED);
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
