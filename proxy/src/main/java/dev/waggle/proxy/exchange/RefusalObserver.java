package dev.waggle.proxy.exchange;

import dev.waggle.proxy.message.RequestHead;
import org.jspecify.annotations.Nullable;

/** Sees requests that were refused before they became an exchange. */
@FunctionalInterface
public interface RefusalObserver {
    /**
     * Called on the event loop.
     *
     * @param head what could be read of it, for this call only: ranges of what could not are empty;
     *     null when not even the method could
     * @param status what the client was told, or would have been had its stream not been reset
     * @param reason a short stable word
     * @param bytes how long the body of the reply is
     */
    void refused(
            ClientConnection client,
            @Nullable RequestHead head,
            int status,
            String reason,
            String requestId,
            long bytes);
}
