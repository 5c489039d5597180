package dev.waggle.proxy.http2;

import dev.waggle.proxy.exchange.Exchange;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends into a tunnel before the task has agreed to one: nothing of it reaches a task
 * that might read it as a request. Owns its buffers; the stream's window bounds them.
 */
final class TunnelInput {
    private final ArrayDeque<ByteBuf> held = new ArrayDeque<>(2);
    private boolean ended;
    private boolean open;

    /** Whether input may go on at once. */
    boolean isOpen() {
        return open;
    }

    /**
     * @param data taken over
     */
    void hold(@Nullable ByteBuf data, boolean last) {
        if (data != null) {
            held.add(data);
        }
        ended |= last;
    }

    /** The task agreed. */
    void openTo(Exchange exchange) {
        open = true;
        for (ByteBuf data = held.poll(); data != null; data = held.poll()) {
            exchange.requestBody(data);
        }
        if (ended) {
            exchange.requestEnd(null);
        }
    }

    void release() {
        for (ByteBuf data = held.poll(); data != null; data = held.poll()) {
            data.release();
        }
    }
}
