package dev.waggle.proxy.exchange;

import dev.waggle.routing.Route;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a route takes one more request of a client, before anybody is asked who the
 * client is. Asked on every event loop; never waits.
 */
public interface Admissions {
    /** Everyone, and as many as come. */
    Admissions EVERYONE = (_, _) -> null;

    /**
     * The refusal, or null to go on; {@link Exchange#atEnd} then hears of what the exchange holds.
     * Only asked for routes that turn anybody away.
     */
    @Nullable LocalReply refusal(Route route, Exchange exchange);
}
