package dev.waggle.proxy.endpoint;

/** What may change the state of an endpoint. */
sealed interface EndpointEvent {
    /** It was looked at. */
    record Probed(ProbeResult result) implements EndpointEvent {}

    /** A request could not be sent, because no connection could be made. */
    record ConnectFailed(String why) implements EndpointEvent {}

    /** It fails more requests than it may. */
    record Misbehaved(String why) implements EndpointEvent {}

    /** Somebody who may be wrong says that it is gone. */
    record Doubted(String why) implements EndpointEvent {}

    /**
     * Its task is wanted to stop.
     *
     * @param since when that was first known
     * @param deadline when what is under way ends by force
     */
    record DrainBegan(long since, long deadline) implements EndpointEvent {}

    /** Its task is not wanted to stop after all. */
    record DrainCancelled() implements EndpointEvent {}

    /** Some time has passed. */
    record TimePassed() implements EndpointEvent {}
}
