package dev.waggle.proxy.exchange;

/**
 * The part of an endpoint's load that is one attempt of an exchange: taken before it is lent, given
 * back exactly once.
 */
public interface EndpointClaim {
    /**
     * The head of a response came; the attempt goes on.
     *
     * @param status of it
     * @param nanos since the request went out
     */
    void answered(int status, long nanos);

    /** The attempt failed, before or after its head came; {@link #released} follows. */
    void failed(Failure failure);

    /** The attempt is over. */
    void released();
}
