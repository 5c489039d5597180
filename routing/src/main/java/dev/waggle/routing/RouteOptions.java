package dev.waggle.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the requests of a route are treated.
 *
 * @param upstreamTls whether and how TLS is spoken to the tasks
 * @param maxBodyBytes the largest request body in bytes, 0 for no limit; over it: 413
 * @param auth who may pass
 * @param tls where the certificate of the route's host comes from
 * @param certNames names that share one certificate; empty for one certificate per host
 * @param timeouts how long each part of an exchange may take
 * @param retries how often a request may be tried again at another endpoint, 0 to 5
 * @param protocol what is spoken to the tasks
 * @param middleware what happens to requests and responses on their way
 * @param whileChanging what happens to requests while the tasks are replaced
 * @param endpoints how requests are spread over the endpoints
 * @param proxyHeader whether the tasks are told by the PROXY protocol who the client is
 */
public record RouteOptions(
        UpstreamTls upstreamTls,
        long maxBodyBytes,
        Auth auth,
        TlsMode tls,
        List<HostPattern> certNames,
        Timeouts timeouts,
        int retries,
        UpstreamProtocol protocol,
        Middleware middleware,
        WhileChanging whileChanging,
        EndpointOptions endpoints,
        ProxyHeader proxyHeader) {
    /** What holds where no label says otherwise. */
    public static final RouteOptions DEFAULTS =
            new RouteOptions(
                    UpstreamTls.OFF,
                    1024 * 1024,
                    new Auth.Off(),
                    TlsMode.DEFAULT,
                    List.of(),
                    Timeouts.DEFAULTS,
                    2);

    public RouteOptions {
        certNames = List.copyOf(certNames);
    }

    /** HTTP/1.1 to the tasks, and nothing unusual on the way. */
    public RouteOptions(
            UpstreamTls upstreamTls,
            long maxBodyBytes,
            Auth auth,
            TlsMode tls,
            List<HostPattern> certNames,
            Timeouts timeouts,
            int retries) {
        this(
                upstreamTls,
                maxBodyBytes,
                auth,
                tls,
                certNames,
                timeouts,
                retries,
                UpstreamProtocol.HTTP,
                Middleware.DEFAULTS,
                WhileChanging.DEFAULTS,
                EndpointOptions.DEFAULTS,
                ProxyHeader.OFF);
    }

    /** The same, telling the tasks in this way who the client is. */
    public RouteOptions with(ProxyHeader other) {
        return with(timeouts, protocol, middleware, whileChanging, endpoints, other);
    }

    /** The same with another middleware. */
    public RouteOptions with(Middleware other) {
        return with(timeouts, protocol, other, whileChanging, endpoints, proxyHeader);
    }

    /** The same with another way to treat requests while the tasks are replaced. */
    public RouteOptions with(WhileChanging other) {
        return with(timeouts, protocol, middleware, other, endpoints, proxyHeader);
    }

    /** The same with another way to spread requests over endpoints. */
    public RouteOptions with(EndpointOptions other) {
        return with(timeouts, protocol, middleware, whileChanging, other, proxyHeader);
    }

    /** The same with other times. */
    public RouteOptions with(Timeouts other) {
        return with(other, protocol, middleware, whileChanging, endpoints, proxyHeader);
    }

    /** The same with another protocol; the limit of the body stays. */
    public RouteOptions with(UpstreamProtocol other) {
        return with(timeouts, other, middleware, whileChanging, endpoints, proxyHeader);
    }

    private RouteOptions with(
            Timeouts otherTimeouts,
            UpstreamProtocol otherProtocol,
            Middleware otherMiddleware,
            WhileChanging otherChanging,
            EndpointOptions otherEndpoints,
            ProxyHeader otherHeader) {
        return new RouteOptions(
                upstreamTls,
                maxBodyBytes,
                auth,
                tls,
                certNames,
                otherTimeouts,
                retries,
                otherProtocol,
                otherMiddleware,
                otherChanging,
                otherEndpoints,
                otherHeader);
    }

    /** Whether responses are compressed. */
    public boolean compress() {
        return middleware.compress();
    }

    /** Who is asked whether a request may pass; null for nobody. */
    public @Nullable ForwardAuth forwardAuth() {
        return middleware.forwardAuth();
    }

    /** What the task sees changed. */
    public List<FieldEdit> requestFields() {
        return middleware.requestFields();
    }

    /** What the client sees changed. */
    public List<FieldEdit> responseFields() {
        return middleware.responseFields();
    }

    /** Whose scripts may read the answers; null leaves that to the task. */
    public @Nullable Cors cors() {
        return middleware.cors();
    }

    /** What is said of https; null for nothing. */
    public @Nullable Hsts hsts() {
        return middleware.hsts();
    }

    /** Whose requests are taken, and how many. */
    public Admission admission() {
        return middleware.admission();
    }

    /** Where requests are sent instead of to a task; null passes them on. */
    public @Nullable Redirect redirectTo() {
        return middleware.redirectTo();
    }
}
