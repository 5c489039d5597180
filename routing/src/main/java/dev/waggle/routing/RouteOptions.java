package dev.waggle.routing;

import java.util.List;

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
 */
public record RouteOptions(
        UpstreamTls upstreamTls,
        long maxBodyBytes,
        Auth auth,
        TlsMode tls,
        List<HostPattern> certNames,
        Timeouts timeouts,
        int retries) {
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
}
