package dev.waggle.proxy.endpoint;

/** What event loops see of the watch over the endpoints; no method waits. */
public interface EndpointWatch {
    /** Nobody watches: every endpoint counts as up. */
    EndpointWatch NOBODY =
            new EndpointWatch() {
                @Override
                public EndpointStates current() {
                    return EndpointStates.NONE;
                }

                @Override
                public EndpointVitals vitals(String id) {
                    return EndpointVitals.unwatched();
                }
            };

    /** What is known now: the same object as long as nothing changes. */
    EndpointStates current();

    /** Where requests to this endpoint report. */
    EndpointVitals vitals(String id);
}
