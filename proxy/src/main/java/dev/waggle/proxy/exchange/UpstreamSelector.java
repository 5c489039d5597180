package dev.waggle.proxy.exchange;

import dev.waggle.routing.Endpoint;
import org.jspecify.annotations.Nullable;

/** Where the exchanges of one route get their upstream ends, on one event loop. */
public interface UpstreamSelector {
    /**
     * Picks an endpoint that {@link Exchange#hasTried} does not know, and lends a connection to it
     * or opens one. Answers with {@link Exchange#upstreamReady} or {@link Exchange#upstreamFailed},
     * perhaps before it returns.
     */
    void lend(Exchange exchange);

    /**
     * What the client is to be told as {@code Set-Cookie} with the answer of this endpoint, so that
     * its next requests come here too; null for nothing.
     */
    default @Nullable String cookieFor(Exchange exchange, Endpoint endpoint) {
        return null;
    }

    /** Takes one further attempt from what the upstream may have of them, if any is left. */
    default boolean spendRetry() {
        return true;
    }
}
