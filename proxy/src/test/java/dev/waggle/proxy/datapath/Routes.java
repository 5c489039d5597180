package dev.waggle.proxy.datapath;

import dev.waggle.routing.Admission;
import dev.waggle.routing.Cors;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.EndpointOptions;
import dev.waggle.routing.HostPattern;
import dev.waggle.routing.Middleware;
import dev.waggle.routing.Outlook;
import dev.waggle.routing.PathPrefix;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.Timeouts;
import dev.waggle.routing.TlsMode;
import dev.waggle.routing.Upstream;
import dev.waggle.routing.UpstreamProtocol;
import dev.waggle.routing.WhileChanging;
import java.util.List;

/** Tables with one route, of {@code a.example}. */
final class Routes {
    static final long MAX_BODY = 1024 * 1024;

    private Routes() {}

    static RouteTable to(Endpoint... endpoints) {
        return table(route("/", null, MAX_BODY, endpoints));
    }

    static RouteTable withMaxBody(long bytes, Endpoint... endpoints) {
        return table(route("/", null, bytes, endpoints));
    }

    static RouteTable below(String context, String internal, Endpoint... endpoints) {
        return table(route(context, new PathPrefix(internal), MAX_BODY, endpoints));
    }

    static RouteTable table(Route... routes) {
        return new RouteTable(List.of(routes), List.of(), List.of(), List.of());
    }

    /** Whose tasks speak this, and may take as long. */
    static RouteTable patient(UpstreamProtocol protocol, Timeouts timeouts, Endpoint... endpoints) {
        Route usual = route("/", null, MAX_BODY, timeouts, endpoints);
        return table(like(usual, usual.upstream(), usual.options().with(protocol)));
    }

    /** Of a service that is about to have an endpoint, or is not. */
    static RouteTable expecting(Outlook outlook, WhileChanging changing, Endpoint... endpoints) {
        Route usual = route("/", null, MAX_BODY, endpoints);
        Upstream upstream =
                new Upstream(
                        "web",
                        List.of(endpoints),
                        endpoints.length == 0 ? "none yet" : "",
                        outlook);
        return table(like(usual, upstream, usual.options().with(changing)));
    }

    /** That takes not everyone, or not as many as come. */
    static RouteTable admitting(Admission admission, Endpoint... endpoints) {
        Route usual = route("/", null, MAX_BODY, endpoints);
        Middleware open = usual.options().middleware();
        Middleware guarded =
                new Middleware(
                        open.compress(),
                        open.forwardAuth(),
                        open.requestFields(),
                        open.responseFields(),
                        Cors.EVERYONE,
                        open.hsts(),
                        open.redirectTo(),
                        admission);
        return table(like(usual, usual.upstream(), usual.options().with(guarded)));
    }

    /** Of endpoints that are picked and looked at in this way. */
    static RouteTable with(EndpointOptions options, Endpoint... endpoints) {
        Route usual = route("/", null, MAX_BODY, endpoints);
        return table(like(usual, usual.upstream(), usual.options().with(options)));
    }

    private static Route like(Route usual, Upstream upstream, RouteOptions options) {
        return new Route(usual.name(), usual.host(), usual.context(), null, 0, upstream, options);
    }

    private static Route route(
            String context,
            @org.jspecify.annotations.Nullable PathPrefix internal,
            long maxBody,
            Endpoint... endpoints) {
        return route(context, internal, maxBody, Timeouts.DEFAULTS, endpoints);
    }

    private static Route route(
            String context,
            @org.jspecify.annotations.Nullable PathPrefix internal,
            long maxBody,
            Timeouts timeouts,
            Endpoint... endpoints) {
        RouteOptions defaults = RouteOptions.DEFAULTS;
        return new Route(
                "web",
                HostPattern.parse("a.example"),
                new PathPrefix(context),
                internal,
                0,
                new Upstream("web", List.of(endpoints), endpoints.length == 0 ? "none" : ""),
                new RouteOptions(
                        defaults.upstreamTls(),
                        maxBody,
                        defaults.auth(),
                        TlsMode.OFF,
                        defaults.certNames(),
                        timeouts,
                        defaults.retries()));
    }
}
