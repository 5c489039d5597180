package dev.waggle.proxy.exchange;

/**
 * The handler of a client's connection, as it is asked when connections have to go. On the
 * connection's event loop only.
 */
public interface ClientHandler {
    /** {@link #idleSince()} of a connection on which something is under way. */
    long BUSY = Long.MAX_VALUE;

    /**
     * Since when nothing is under way: no exchange, and no request has begun.
     *
     * @return in the nanoseconds of the event loop's deadlines, or {@link #BUSY}
     */
    long idleSince();

    /** Ends an idle connection, as politely as its protocol can. */
    void endIdle();
}
