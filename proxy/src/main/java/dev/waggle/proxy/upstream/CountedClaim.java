package dev.waggle.proxy.upstream;

import dev.waggle.proxy.endpoint.EndpointVitals;
import dev.waggle.proxy.exchange.EndpointClaim;
import dev.waggle.proxy.exchange.Failure;

/**
 * A claim of a route that limits the requests of each endpoint, over all event loops.
 *
 * @param claim on this event loop
 * @param vitals where it was counted
 */
record CountedClaim(EndpointClaim claim, EndpointVitals vitals) implements EndpointClaim {
    @Override
    public void answered(int status, long nanos) {
        claim.answered(status, nanos);
    }

    @Override
    public void failed(Failure failure) {
        claim.failed(failure);
    }

    @Override
    public void released() {
        vitals.exit();
        claim.released();
    }
}
