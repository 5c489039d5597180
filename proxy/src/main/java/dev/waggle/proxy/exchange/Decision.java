package dev.waggle.proxy.exchange;

import dev.waggle.routing.Route;
import org.jspecify.annotations.Nullable;

/** What the request policy makes of a request head. */
public sealed interface Decision {
    /** It goes to the upstream of this route. */
    record Forward(Route route) implements Decision {}

    /**
     * The proxy answers itself: a refusal, a redirect, an ACME challenge.
     *
     * @param route the route whose request it answers, for the log and the counts; null for none
     */
    record Reply(LocalReply reply, @Nullable Route route) implements Decision {
        Reply(LocalReply reply) {
            this(reply, null);
        }
    }
}
