package dev.waggle.proxy.http2;

import dev.waggle.proxy.exchange.DownstreamEnd;
import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.exchange.Failure;
import dev.waggle.proxy.exchange.Grpc;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request of an HTTP/2 connection and the response to it: the stream as the client's end of an
 * exchange (RFC 9113 section 8.1).
 *
 * <p>Bytes of a body that nobody can take yet are not given back to the client's window: what comes
 * then is bounded by that window.
 */
final class Http2StreamEnd implements DownstreamEnd {
    private static final Failure RESET =
            Failure.downstream(Failure.Kind.CLIENT_GONE, "client-reset");
    private static final Failure CLOSED =
            Failure.downstream(Failure.Kind.CLIENT_GONE, "client-closed");
    private static final Failure WRONG_LENGTH =
            Failure.downstream(Failure.Kind.REFUSED, "content-length-mismatch");

    /**
     * Below this a piece of a body is copied: a slice would keep the whole buffer that it came in,
     * and a client could hold a thousand times its window that way.
     */
    private static final int COPIED_BYTES = 4 * 1024;

    /** Time to read a response and to stop sending. Most clients need a round trip. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Http2Streams streams;
    private final Http2Stream stream;
    private final RequestHead request;
    private final StreamProgress progress;
    private @Nullable Exchange exchange;
    private @Nullable TunnelInput tunnel;
    private long bodyLeft;
    private int heldBytes;
    private long queuedBytes;
    private boolean waitsToProceed;
    private boolean bodyWanted = true;
    private boolean requestEnded;
    private boolean responseStarted;
    private boolean resumeWanted;
    private boolean tunnelOver;
    private boolean lingering;
    private long resetDue;

    /**
     * @param request belongs to this stream until it is closed
     */
    Http2StreamEnd(Http2Streams streams, Http2Stream stream, RequestHead request) {
        this.streams = streams;
        this.stream = stream;
        this.request = request;
        this.bodyLeft = request.contentLength();
        this.progress = new StreamProgress(this, streams.settings());
    }

    RequestHead request() {
        return request;
    }

    // ---- what the client sends ----

    void open(Exchange opened, boolean endOfStream) {
        exchange = opened;
        if (request.isUpgrade()) {
            // The request is its head; what the client sends is the tunnel's, once there is one.
            tunnel = new TunnelInput();
            opened.requestEnd(null);
        } else if (endOfStream) {
            requestEnded = true;
            opened.requestEnd(null);
        } else {
            progress.watchBody(streams.now());
        }
        opened.announce();
        waitsToProceed = true;
    }

    /** What of the same read may have taken the request back is read: it goes on its way. */
    void proceed() {
        Exchange current = exchange;
        if (waitsToProceed && current != null) {
            waitsToProceed = false;
            current.proceed();
        }
    }

    /** The request never becomes an exchange: what else comes of it is dropped. */
    void refused(boolean endOfStream) {
        requestEnded = endOfStream;
    }

    /**
     * A piece of the body.
     *
     * @param data not retained
     * @return how many bytes of the client's window may be given back at once
     */
    int data(ByteBuf data, int padding, boolean endOfStream) {
        proceed();
        int length = data.readableBytes();
        Exchange current = exchange;
        if (current == null || current.isDone()) {
            requestEnded |= endOfStream;
            return length + padding;
        }
        if (!fitsContentLength(length, endOfStream)) {
            breakOff(WRONG_LENGTH, Http2Error.PROTOCOL_ERROR);
            return length + padding;
        }
        progress.bodyReceived(length);
        heldBytes += length;
        requestEnded |= endOfStream;
        if (tunnel != null && !tunnel.isOpen()) {
            tunnel.hold(length == 0 ? null : own(data), endOfStream);
            return padding;
        }
        if (length > 0) {
            current.requestBody(own(data));
        }
        if (endOfStream) {
            endRequest(null);
        }
        return padding + (bodyWanted ? takeHeldBytes() : 0);
    }

    private ByteBuf own(ByteBuf data) {
        int length = data.readableBytes();
        if (length >= COPIED_BYTES) {
            return data.retainedSlice();
        }
        return streams.alloc().ioBuffer(length).writeBytes(data, data.readerIndex(), length);
    }

    /** RFC 9113 section 8.1.1: the length that was told is the length of all DATA. */
    private boolean fitsContentLength(int length, boolean endOfStream) {
        if (request.contentLength() < 0) {
            return true;
        }
        bodyLeft -= length;
        return endOfStream ? bodyLeft == 0 : bodyLeft >= 0;
    }

    /** The trailer section, which ends the request. */
    void trailers(Trailers trailers) {
        proceed();
        Exchange current = exchange;
        if (current == null || current.isDone()) {
            requestEnded = true;
        } else if (!fitsContentLength(0, true)) {
            breakOff(WRONG_LENGTH, Http2Error.PROTOCOL_ERROR);
        } else {
            endRequest(trailers);
        }
    }

    private void endRequest(@Nullable Trailers trailers) {
        requestEnded = true;
        progress.stopBody();
        if (exchange != null) {
            exchange.requestEnd(trailers);
        }
    }

    private int takeHeldBytes() {
        int held = heldBytes;
        heldBytes = 0;
        return held;
    }

    /** The client broke a rule of the protocol or took too long: nobody gets an answer. */
    void breakOff(Failure failure, Http2Error error) {
        Exchange current = exchange;
        exchange = null;
        if (current != null) {
            current.downstreamFailed(failure);
        }
        streams.reset(stream, error);
    }

    /** The client broke a rule and can be told. */
    void refuse(Failure failure, int status) {
        Exchange current = exchange;
        if (current != null && !current.isDone()) {
            current.refuse(failure, status);
        } else {
            streams.reset(stream, Http2Error.CANCEL);
        }
    }

    /** The stream is no more: its end, a reset by either side, or the end of the connection. */
    void closed() {
        Exchange current = exchange;
        exchange = null;
        if (tunnel != null) {
            tunnel.release();
        }
        if (current != null) {
            current.downstreamFailed(streams.isConnected() ? RESET : CLOSED);
        }
    }

    // ---- what the exchange sends ----

    @Override
    public void sendInformational(ResponseHead head) {
        if (!responseStarted) {
            streams.writeHead(stream, head, null, false);
        }
    }

    @Override
    public void sendHead(ResponseHead head, boolean last) {
        responseStarted = true;
        progress.stopBody();
        streams.writeHead(stream, head, streams.date(), last);
    }

    /** On HTTP/2 a 200 opens the tunnel (RFC 8441 section 5). */
    @Override
    public void sendSwitch(ResponseHead head) {
        Exchange current = exchange;
        TunnelInput input = tunnel;
        if (current == null || input == null) {
            breakOff(Failure.internal("switch-on-http2"), Http2Error.INTERNAL_ERROR);
            return;
        }
        responseStarted = true;
        head.status(200);
        streams.writeHead(stream, head, streams.date(), false);
        input.openTo(current);
        if (bodyWanted && heldBytes > 0) {
            streams.giveBack(stream, takeHeldBytes());
        }
    }

    @Override
    public void sendBody(ByteBuf data) {
        queuedBytes += data.readableBytes();
        streams.writeData(stream, data, false);
    }

    @Override
    public void sendEnd(@Nullable Trailers trailers) {
        if (trailers == null || trailers.fieldCount() == 0) {
            streams.writeData(stream, Unpooled.EMPTY_BUFFER, true);
        } else {
            streams.writeTrailers(stream, copyOf(trailers));
        }
    }

    @Override
    public void closeTunnel() {
        tunnelOver = true;
        sendEnd(null);
    }

    /** They may wait behind DATA for the client's window, longer than the sender keeps them. */
    private static Trailers copyOf(Trailers trailers) {
        Trailers copy = new Trailers();
        copy.append(trailers.bytes(), 0, trailers.length());
        for (int i = 0; i < trailers.fieldCount(); i++) {
            if (!trailers.isHopByHop(i)) {
                copy.addField(
                        trailers.nameStart(i),
                        trailers.nameEnd(i),
                        trailers.valueStart(i),
                        trailers.valueEnd(i),
                        trailers.name(i));
            }
        }
        return copy;
    }

    /**
     * Our side is complete. A client that is still sending is told that nobody needs the rest (RFC
     * 9113 section 8.1), but only after a while: curl 7.88 forgets the response when the reset is
     * there before it has read it. What comes until then is dropped.
     */
    void responseEnded() {
        boolean tunnelStillFlows = tunnel != null && tunnel.isOpen() && !tunnelOver;
        if (!requestEnded && !tunnelStillFlows) {
            lingering = true;
            resetDue = streams.now() + LINGER_NANOS;
            progress.stopBody();
            streams.giveBack(stream, takeHeldBytes());
        }
    }

    @Override
    public void closeAfterResponse() {
        // The rest of a request is the stream's affair on HTTP/2: see responseEnded.
    }

    @Override
    public boolean isWritable() {
        if (queuedBytes >= streams.settings().maxQueuedBytes()) {
            resumeWanted = true;
            return false;
        }
        return streams.isWritable(stream);
    }

    /** So much of the body left the stream's queue; true when the exchange waits to hear it. */
    boolean dataWritten(int bytes) {
        queuedBytes -= bytes;
        progress.responseSent(bytes, queuedBytes == 0);
        if (resumeWanted && queuedBytes < streams.settings().maxQueuedBytes() / 2) {
            resumeWanted = false;
            return true;
        }
        return false;
    }

    /** More of the response can be taken, as far as the stream is concerned. */
    void writable() {
        Exchange current = exchange;
        if (current != null && !current.isDone() && isWritable()) {
            current.downstreamWritable();
        }
    }

    @Override
    public void demandBody(boolean wanted) {
        if (bodyWanted == wanted) {
            return;
        }
        bodyWanted = wanted;
        if (wanted) {
            progress.watchBody(streams.now());
            streams.giveBack(stream, takeHeldBytes());
        }
    }

    @Override
    public void abort(Failure failure) {
        exchange = null;
        streams.reset(
                stream,
                failure.side() == Failure.Side.DOWNSTREAM
                        ? Http2Error.CANCEL
                        : Http2Error.INTERNAL_ERROR);
    }

    // ---- times ----

    /** Looks whether the stream moves; called about once a second. */
    void checkProgress(long now) {
        if (lingering && now - resetDue >= 0) {
            lingering = false;
            streams.resetAfterResponse(stream);
        } else {
            progress.check(now);
        }
    }

    /** Whether body bytes are expected from the client now, and it is its turn to move. */
    boolean isReadingBody() {
        return !requestEnded
                && !responseStarted
                && bodyWanted
                && exchange != null
                && streams.isConnectionWindowOpen()
                && !Grpc.is(request);
    }

    boolean isSending() {
        return queuedBytes > 0;
    }
}
