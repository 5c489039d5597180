package dev.waggle.proxy.exchange;

import dev.waggle.proxy.message.Trailers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The task's end of an exchange: an HTTP/1 connection borrowed from a pool, or a stream of an
 * HTTP/2 connection.
 *
 * <p>All calls come on the event loop of the connection, which is that of the exchange. Nothing
 * here flushes: the loop flushes what was written once per iteration.
 */
public interface UpstreamEnd {
    /**
     * Sends the request head as the exchange decided it, and watches the times of its route from
     * now on: the response head, then every pause.
     */
    void sendHead(UpstreamRequest request);

    /**
     * Sends a piece of the body; takes over the buffer. After a 101 these are the bytes of the
     * tunnel.
     */
    void sendBody(ByteBuf data);

    /**
     * Completes the request. In a tunnel: no more bytes will be sent, which the task sees as the
     * end of its input.
     */
    void sendEnd(@Nullable Trailers trailers);

    /**
     * Whether more may be written now; {@link Exchange#upstreamWritable()} says when this becomes
     * true again.
     */
    boolean isWritable();

    /** Whether response bytes may come, or have to wait: back-pressure from the client. */
    void demandBody(boolean wanted);

    /** Gives up: the connection closes, or the stream is reset. The exchange hears nothing more. */
    void cancel();
}
