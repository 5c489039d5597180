package dev.waggle.proxy.exchange;

/** Where the exchanges of one route get their upstream ends, on one event loop. */
public interface UpstreamSelector {
    /**
     * Picks an endpoint that {@link Exchange#hasTried} does not know, and lends a connection to it
     * or opens one. Answers with {@link Exchange#upstreamReady} or {@link Exchange#upstreamFailed},
     * perhaps before it returns.
     */
    void lend(Exchange exchange);

    /** Takes one further attempt from what the upstream may have of them, if any is left. */
    default boolean spendRetry() {
        return true;
    }
}
