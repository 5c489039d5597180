package dev.waggle.proxy.exchange;

import dev.waggle.routing.Route;
import org.jspecify.annotations.Nullable;

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

    /** Who is asked when this one lets a request pass; null when that is all. */
    default @Nullable Authenticator next() {
        return null;
    }

    /** Both, in this order: a request that the first refuses is not shown to the second. */
    static Authenticator both(Authenticator first, Authenticator second) {
        return new Authenticator() {
            @Override
            public void authenticate(Route route, Exchange exchange) {
                first.authenticate(route, exchange);
            }

            @Override
            public Authenticator next() {
                return second;
            }
        };
    }
}
