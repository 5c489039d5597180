package dev.waggle.proxy.exchange;

import dev.waggle.routing.Route;

/** What the request policy makes of a request head. */
public sealed interface Decision {
    /** It goes to the upstream of this route. */
    record Forward(Route route) implements Decision {}

    /** The proxy answers itself: a refusal, a redirect, an ACME challenge. */
    record Reply(LocalReply reply) implements Decision {}
}
