package dev.waggle.proxy.upstream;

import dev.waggle.proxy.endpoint.ProbeResult;
import dev.waggle.proxy.endpoint.Prober;
import dev.waggle.proxy.exchange.ClientConnection;
import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.exchange.ExchangeServices;
import dev.waggle.proxy.exchange.QuestionEnd;
import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.routing.Admission;
import dev.waggle.routing.Auth;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.EndpointOptions;
import dev.waggle.routing.HealthCheck;
import dev.waggle.routing.HostPattern;
import dev.waggle.routing.Middleware;
import dev.waggle.routing.PathPrefix;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.Timeouts;
import dev.waggle.routing.UpstreamProtocol;
import dev.waggle.routing.WhileChanging;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Looks whether an endpoint is well: with a question where its route has a health check, else with
 * a connection.
 *
 * <p>A question is an exchange of the proxy's own, over the connections of its route, so that it
 * goes the way that requests go: the same TLS, the same protocol. One per event loop.
 */
public final class HealthProbe implements Prober {
    private static final Middleware UNTOUCHED =
            new Middleware(false, null, List.of(), List.of(), null, null, null, Admission.OPEN);

    private final ExchangeServices services;
    private final UpstreamPools pools;
    private final Prober connect;
    private final ClientConnection self = ClientConnection.own();

    /**
     * @param services what questions are made of
     * @param connect looks at endpoints without a health check
     */
    public HealthProbe(ExchangeServices services, UpstreamPools pools, Prober connect) {
        this.services = services.unobserved();
        this.pools = pools;
        this.connect = connect;
    }

    @Override
    public void probe(
            Route route, Endpoint endpoint, Duration patience, Consumer<ProbeResult> result) {
        HealthCheck health = route.options().endpoints().health();
        if (health == null) {
            connect.probe(route, endpoint, patience, result);
        } else {
            Route asked = routeOf(route, health, patience);
            services.loop().execute(() -> ask(asked, endpoint, health, result));
        }
    }

    private void ask(
            Route asked, Endpoint endpoint, HealthCheck health, Consumer<ProbeResult> result) {
        switch (health) {
            case HealthCheck.Path path ->
                    ask(
                            asked,
                            endpoint,
                            get(hostOf(asked, endpoint), path.path()),
                            Unpooled.EMPTY_BUFFER,
                            new HealthAnswer(path, result));
            case HealthCheck.Grpc grpc -> {
                byte[] body = GrpcHealthMessage.question(grpc.service());
                ask(
                        asked,
                        endpoint,
                        check(hostOf(asked, endpoint), body.length),
                        Unpooled.wrappedBuffer(body),
                        new GrpcHealthAnswer(result));
            }
        }
    }

    private void ask(
            Route asked, Endpoint endpoint, RequestHead head, ByteBuf body, QuestionEnd answer) {
        Exchange question =
                services.over(pools.only(endpoint, asked))
                        .question(self, self.identity(), head, answer);
        answer.to(question);
        question.openTo(asked, body);
    }

    /** With the health check's times, and nothing of what is done to requests. */
    private static Route routeOf(Route route, HealthCheck health, Duration patience) {
        Duration timeout = health.timeout();
        Duration connect = patience.compareTo(timeout) < 0 ? patience : timeout;
        RouteOptions options =
                new RouteOptions(
                        route.options().upstreamTls(),
                        0,
                        new Auth.Off(),
                        route.options().tls(),
                        List.of(),
                        new Timeouts(connect, timeout, timeout, timeout),
                        0,
                        route.options().protocol() == UpstreamProtocol.HTTP
                                ? UpstreamProtocol.HTTP
                                : UpstreamProtocol.H2C,
                        UNTOUCHED,
                        new WhileChanging(Duration.ZERO, 0, WhileChanging.DrainStreams.EARLY),
                        EndpointOptions.DEFAULTS,
                        route.options().proxyHeader());
        return new Route(
                "health:" + route.name(),
                route.host(),
                PathPrefix.ROOT,
                null,
                0,
                route.upstream(),
                options);
    }

    private static String hostOf(Route route, Endpoint endpoint) {
        return route.host() instanceof HostPattern.Exact(var name)
                ? name.ascii()
                : endpoint.authority();
    }

    private static RequestHead get(String host, String path) {
        return head(Method.GET, "GET", host, path);
    }

    private static RequestHead check(String host, int bodyBytes) {
        RequestHead head = head(Method.POST, "POST", host, "/grpc.health.v1.Health/Check");
        head.contentLength(bodyBytes);
        head.add(FieldName.CONTENT_TYPE, "application/grpc");
        return head;
    }

    private static RequestHead head(Method method, String name, String host, String path) {
        RequestHead head = new RequestHead();
        int start = head.append(name);
        int target = head.append(path);
        int query = path.indexOf('?');
        int authority = head.append(host);
        head.method(method, start, target);
        head.target(target, authority, query < 0 ? authority : target + query);
        head.authority(authority, head.length());
        head.host(authority, head.length(), -1);
        head.keepAlive(true);
        head.add("User-Agent", "Waggle-health");
        return head;
    }
}
