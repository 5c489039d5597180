package dev.waggle.proxy.exchange;

import dev.waggle.routing.Route;

/**
 * Decides whether a request may pass to its route; at once where it can, off the event loop where
 * it costs time.
 */
public interface Authenticator {
    /**
     * Answers with {@link Exchange#authenticated}, on the exchange's event loop, perhaps before it
     * returns.
     */
    void authenticate(Route route, Exchange exchange);
}
