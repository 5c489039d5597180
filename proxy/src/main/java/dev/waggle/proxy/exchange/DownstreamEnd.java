package dev.waggle.proxy.exchange;

import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.Trailers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of an exchange: an HTTP/1 connection for the length of one request, or an HTTP/2
 * stream.
 *
 * <p>All calls come on the event loop of the connection. Nothing here flushes: the loop flushes
 * what was written once per iteration. Heads are read during the call and not kept.
 */
public interface DownstreamEnd {
    /**
     * Sends a 1xx answer other than 101; dropped for an HTTP/1.0 client (RFC 9110 section 15.2).
     */
    void sendInformational(ResponseHead head);

    /**
     * Sends the final head. Hop-by-hop fields were left in by the task and are dropped here; the
     * end frames the body itself.
     *
     * @param last whether no body follows, so that the response is complete with this
     */
    void sendHead(ResponseHead head, boolean last);

    /** Sends a piece of the body; takes over the buffer. */
    void sendBody(ByteBuf data);

    /** Completes the response; trailers are dropped where the client cannot take them. */
    void sendEnd(@Nullable Trailers trailers);

    /**
     * Whether more may be written now; {@link Exchange#downstreamWritable()} says when this becomes
     * true again.
     */
    boolean isWritable();

    /** Whether request body may come, or has to wait: back-pressure from the upstream. */
    void demandBody(boolean wanted);

    /**
     * Ends the exchange without a complete response: the connection closes, or the stream is reset.
     * The client sees that the response is not whole.
     */
    void abort(Failure failure);
}
