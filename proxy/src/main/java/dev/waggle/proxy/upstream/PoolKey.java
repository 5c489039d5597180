package dev.waggle.proxy.upstream;

import dev.waggle.routing.Endpoint;
import dev.waggle.routing.HostPattern;
import dev.waggle.routing.Hostname;
import dev.waggle.routing.ProxyHeader;
import dev.waggle.routing.Route;
import dev.waggle.routing.UpstreamTls;

/**
 * What connections may be shared for: the same address, spoken to in the same way, in the same life
 * of a task.
 *
 * @param endpointId of the endpoint, so that a new task at an old address gets connections of its
 *     own
 * @param host an IP address, or a name in a stack file
 * @param port 1 to 65535
 * @param tls whether and how TLS is spoken
 * @param tlsName the name that is sent as SNI and verified; empty without TLS, and where the route
 *     is of many names: a pattern is no name (RFC 6066 section 3)
 * @param http2 whether HTTP/2 is spoken
 * @param proxyHeader whether a connection begins with a header of the PROXY protocol
 */
record PoolKey(
        String endpointId,
        String host,
        int port,
        UpstreamTls.Mode tls,
        String tlsName,
        boolean http2,
        ProxyHeader proxyHeader) {
    static PoolKey of(Route route, Endpoint endpoint) {
        UpstreamTls tls = route.options().upstreamTls();
        return new PoolKey(
                endpoint.id(),
                endpoint.host(),
                endpoint.port(),
                tls.mode(),
                tlsName(route, tls),
                route.options().protocol().isHttp2(),
                route.options().proxyHeader());
    }

    private static String tlsName(Route route, UpstreamTls tls) {
        if (tls.mode() == UpstreamTls.Mode.OFF) {
            return "";
        }
        if (tls.name() != null) {
            return tls.name().ascii();
        }
        return route.host() instanceof HostPattern.Exact(Hostname name) ? name.ascii() : "";
    }
}
