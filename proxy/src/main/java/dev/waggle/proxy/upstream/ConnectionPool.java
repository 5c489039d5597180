package dev.waggle.proxy.upstream;

import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Route;

/** The connections of one event loop to one endpoint, in the protocol that the endpoint speaks. */
sealed interface ConnectionPool permits EndpointPool, Http2EndpointPool {
    /** The endpoint as the newest table describes it; before anything else. */
    ConnectionPool describedBy(Endpoint newest);

    Endpoint endpoint();

    /**
     * Gives the exchange an upstream end, on a connection that stands or on a new one. Answers with
     * {@link Exchange#upstreamReady} or {@link Exchange#upstreamFailed}, perhaps before it returns.
     */
    void lend(Exchange exchange, Route route);

    /** Closes what waits, and everything else when its exchanges are over. */
    void drain();
}
