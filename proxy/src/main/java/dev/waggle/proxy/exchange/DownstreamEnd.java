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
 * what was written, at the latest once per iteration. Heads are read during the call and not kept.
 *
 * <p>The end tells the exchange what the client sends: {@link Exchange#requestBody}, {@link
 * Exchange#requestEnd}, {@link Exchange#downstreamWritable}, and {@link Exchange#downstreamFailed}
 * when the client is gone or broke a rule. When the response is complete before the request is, the
 * rest of the request is the end's to discard: it never reaches the exchange.
 */
public interface DownstreamEnd {
    /**
     * Sends a 1xx answer other than 101; dropped for an HTTP/1.0 client (RFC 9110 section 15.2).
     */
    void sendInformational(ResponseHead head);

    /**
     * Sends the final head. Hop-by-hop fields that the task sent are among its fields, marked, and
     * are dropped here; the end frames the body itself.
     *
     * @param last whether no body follows, so that the response is complete with this
     */
    void sendHead(ResponseHead head, boolean last);

    /**
     * Sends a 101 and leaves HTTP: from here on body bytes are raw in both directions, and the end
     * of a body is a half-close (RFC 9110 section 7.8).
     */
    void sendSwitch(ResponseHead head);

    /** Sends a piece of the body; takes over the buffer. */
    void sendBody(ByteBuf data);

    /** Completes the response; trailers are dropped where the client cannot take them. */
    void sendEnd(@Nullable Trailers trailers);

    /**
     * Ends a tunnel in both directions: what was written is sent, what still comes is dropped, and
     * the connection closes or the stream ends. The exchange is over and hears nothing more.
     */
    default void closeTunnel() {
        sendEnd(null);
    }

    /** The connection is not to be used again after this response; has no effect on HTTP/2. */
    void closeAfterResponse();

    /**
     * Whether more may be written now; {@link Exchange#downstreamWritable()} says when this becomes
     * true again.
     */
    boolean isWritable();

    /** Whether request body may come, or has to wait: back-pressure from the upstream. */
    void demandBody(boolean wanted);

    /**
     * Ends the exchange without a complete response: the connection closes, or the stream is reset.
     * The client sees that the response is not whole. The exchange hears nothing more.
     */
    void abort(Failure failure);
}
