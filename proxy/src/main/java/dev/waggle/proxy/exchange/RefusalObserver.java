package dev.waggle.proxy.exchange;

/** Sees requests that were refused before they became an exchange. */
@FunctionalInterface
public interface RefusalObserver {
    /**
     * Called on the event loop.
     *
     * @param status what the client was told, or would have been had its stream not been reset
     * @param reason a short stable word
     * @param bytes how long the body of the reply is
     */
    void refused(ClientConnection client, int status, String reason, String requestId, long bytes);
}
