package dev.waggle.proxy.upstream;

import dev.waggle.proxy.exchange.UpstreamRequest;
import dev.waggle.proxy.http1.UpstreamHeadPlan;
import dev.waggle.routing.PathPrefix;
import dev.waggle.routing.Route;
import java.nio.charset.StandardCharsets;

/** What of a request's head is decided by its route, whatever protocol its task speaks. */
final class RequestPlan {
    private static final byte[] NOTHING = {};

    private RequestPlan() {}

    /** Fills in the scratch plan of the event loop. */
    static UpstreamHeadPlan of(UpstreamRequest sent, UpstreamHeadPlan scratch) {
        Route route = sent.route();
        UpstreamHeadPlan plan =
                scratch.begin(sent.client())
                        .upgrade(sent.head().isUpgrade())
                        .expectContinue(sent.keepExpect())
                        .forwarded(sent.forwarded())
                        .edits(sent.edits());
        if (!route.context().isRoot() || route.internalContext() != null) {
            plan.replaceContext(strippedBytes(route), internalContext(route));
        }
        if (sent.framing().isChunked()) {
            plan.chunked();
        } else if (sent.framing().hasLength()) {
            plan.length(sent.framing().length());
        }
        return plan;
    }

    private static int strippedBytes(Route route) {
        return route.context().isRoot() ? 0 : route.context().value().length();
    }

    private static byte[] internalContext(Route route) {
        PathPrefix internal = route.internalContext();
        return internal == null || internal.isRoot()
                ? NOTHING
                : internal.value().getBytes(StandardCharsets.US_ASCII);
    }
}
