package dev.waggle.proxy.endpoint;

import dev.waggle.proxy.endpoint.EndpointState.Ejected;
import dev.waggle.proxy.endpoint.EndpointState.Probing;

/**
 * The state of an endpoint, and what it did before.
 *
 * @param ejections how often it was ejected since it was last well for long
 */
record Standing(EndpointState state, int ejections) {
    /** Of an endpoint that has just appeared. */
    static Standing unknown(long now) {
        return new Standing(new Probing(now, 0, ""), 0);
    }

    Standing in(EndpointState next) {
        return new Standing(next, ejections);
    }

    Standing ejected(Ejected.Cause cause, String why, EndpointRules rules, long now) {
        long since = state instanceof Ejected before ? before.since() : now;
        long until = now + rules.ejectionAfter(cause, ejections);
        return new Standing(new Ejected(since, until, cause, why), ejections + 1);
    }
}
