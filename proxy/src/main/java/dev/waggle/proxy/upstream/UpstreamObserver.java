package dev.waggle.proxy.upstream;

/** Sees connections to tasks come and go: metrics. Called on the event loop. */
public interface UpstreamObserver {
    /** A connection stands, TLS included. */
    void connected();

    /**
     * A connection could not be made.
     *
     * @param reason a short stable word
     */
    void connectFailed(String reason);

    /** A connection that stood is closed. */
    void closed();

    /** So many more (or fewer) connections wait in pools. */
    void idleChanged(int by);
}
