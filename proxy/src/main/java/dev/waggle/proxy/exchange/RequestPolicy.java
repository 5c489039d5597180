package dev.waggle.proxy.exchange;

import dev.waggle.proxy.message.RequestHead;

/**
 * Decides from a request's head what becomes of it. Called on the event loop; pure but for its
 * scratch memory.
 */
public interface RequestPolicy {
    Decision decide(RequestHead request, ClientConnection client);
}
