package dev.waggle.proxy.upstream;

import static java.util.Objects.requireNonNull;

import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.exchange.Failure;
import dev.waggle.proxy.exchange.Grpc;
import dev.waggle.proxy.exchange.UpstreamEnd;
import dev.waggle.proxy.exchange.UpstreamRequest;
import dev.waggle.proxy.loop.Deadline;
import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.Trailers;
import dev.waggle.routing.Timeouts;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * One request to an HTTP/2 task and the response to it: the stream as the task's end of an exchange
 * (RFC 9113 section 8.1).
 *
 * <p>Bytes of a response that the client cannot take yet are not given back to the task's window:
 * what comes then is bounded by that window.
 */
final class Http2UpstreamStream implements UpstreamEnd {
    private static final Failure NOT_OPENED =
            Failure.upstream(Failure.Kind.NOT_PROCESSED, "stream-not-opened");
    private static final Failure BEHIND_GOAWAY =
            Failure.upstream(Failure.Kind.NOT_PROCESSED, "task-going-away");
    private static final Failure REFUSED =
            Failure.upstream(Failure.Kind.NOT_PROCESSED, "stream-refused");
    private static final Failure RESET = Failure.upstream(Failure.Kind.DISCONNECTED, "task-reset");
    private static final Failure CLOSED =
            Failure.upstream(Failure.Kind.DISCONNECTED, "task-closed");
    private static final Failure UNANSWERED =
            Failure.upstream(Failure.Kind.UNANSWERED, "task-closed");
    private static final Failure STALE =
            Failure.upstream(Failure.Kind.STALE_CONNECTION, "task-closed");

    /** Below this a piece is copied: a slice would keep the whole buffer that it came in. */
    private static final int COPIED_BYTES = 4 * 1024;

    private static final long UNKNOWN_LENGTH = -1;

    private final Http2UpstreamStreams streams;
    private final boolean reused;
    private final StreamDeadline deadline;
    private @Nullable Exchange exchange;
    private @Nullable Http2Stream stream;
    private @Nullable UpstreamRequest request;
    private long bodyLeft = UNKNOWN_LENGTH;
    private int heldBytes;
    private int informational;
    private boolean grpc;
    private boolean requestDone;
    private boolean responseBegun;
    private boolean bodyWanted = true;

    Http2UpstreamStream(Http2UpstreamStreams streams, Exchange exchange) {
        this.streams = streams;
        this.exchange = exchange;
        this.reused = streams.wasUsed();
        this.deadline = new StreamDeadline();
    }

    /** Whether the final head has come. */
    boolean hasResponse() {
        return responseBegun;
    }

    // ---- the exchange's calls ----

    @Override
    public void sendHead(UpstreamRequest newRequest) {
        request = newRequest;
        grpc = Grpc.is(newRequest.head());
        boolean last = !newRequest.framing().isChunked() && !newRequest.framing().hasLength();
        stream = streams.open(this, newRequest, last);
        if (stream == null) {
            // Not at once: the exchange has more to hand over first.
            streams.execute(() -> fail(NOT_OPENED, false));
            return;
        }
        if (last) {
            requestIsDone();
        } else if (grpc) {
            watchIdle();
        }
    }

    @Override
    public void sendBody(ByteBuf data) {
        if (stream == null || !data.isReadable()) {
            data.release();
            return;
        }
        streams.writeData(stream, data, false);
        if (grpc) {
            watchIdle();
        }
    }

    @Override
    public void sendEnd(@Nullable Trailers trailers) {
        if (stream != null && !requestDone) {
            streams.writeEnd(stream, trailers);
            requestIsDone();
        }
    }

    private void requestIsDone() {
        requestDone = true;
        if (grpc) {
            watchIdle();
        } else if (!responseBegun) {
            deadline.setIn(times().response().toNanos());
        }
    }

    @Override
    public boolean isWritable() {
        return stream != null && streams.isWritable(stream);
    }

    @Override
    public void demandBody(boolean wanted) {
        if (bodyWanted == wanted || stream == null) {
            return;
        }
        bodyWanted = wanted;
        if (wanted) {
            watchIdle();
            streams.giveBack(stream, takeHeldBytes());
        } else {
            deadline.cancel();
        }
    }

    @Override
    public void cancel() {
        exchange = null;
        deadline.close();
        if (stream != null) {
            streams.reset(stream, Http2Error.CANCEL);
        }
    }

    // ---- what the task sends ----

    void head(ResponseHead response, boolean last) {
        Exchange current = exchange;
        if (current == null) {
            return;
        }
        if (response.isInformational()) {
            informational(current, response, last);
            return;
        }
        responseBegun = true;
        if (isBodiless(response)) {
            bodyLeft = 0;
            detach(last);
            current.responseHead(response, true);
        } else if (last) {
            complete(current, response);
        } else {
            bodyLeft = response.contentLength();
            watchIdle();
            current.responseHead(response, false);
        }
    }

    private void informational(Exchange current, ResponseHead response, boolean last) {
        if (last) {
            broken("informational-at-the-end");
            return;
        }
        if (++informational > streams.services().settings().maxInformational()) {
            broken("too-many-informational");
            return;
        }
        UpstreamRequest sent = requireNonNull(request);
        boolean asked = sent.head().expectsContinue() && sent.keepExpect();
        if (response.status() != 100 || asked) {
            current.informational(response);
        }
    }

    /** The whole response is its head. */
    private void complete(Exchange current, ResponseHead response) {
        if (response.contentLength() > 0) {
            broken("content-length-mismatch");
            return;
        }
        detach(true);
        current.responseHead(response, true);
    }

    /** RFC 9110 section 6.4.1: what has no content, whatever its length says. */
    private boolean isBodiless(ResponseHead response) {
        return requireNonNull(request).head().method() == Method.HEAD
                || response.status() == 204
                || response.status() == 304;
    }

    /**
     * A piece of the body.
     *
     * @param data not retained
     * @return how many bytes of the window may be given back at once
     */
    int data(ByteBuf data, int padding, boolean last) {
        int length = data.readableBytes();
        Exchange current = exchange;
        if (current == null || !responseBegun || !fitsLength(length, last)) {
            if (length > 0 || current != null) {
                broken(responseBegun ? "content-length-mismatch" : "data-before-head");
            }
            return length + padding;
        }
        heldBytes += length;
        if (bodyWanted) {
            watchIdle();
        }
        if (length > 0) {
            current.responseBody(own(data));
        }
        if (last && exchange != null) {
            detach(true);
            current.responseEnd(null);
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
    private boolean fitsLength(int length, boolean last) {
        if (bodyLeft == UNKNOWN_LENGTH) {
            return true;
        }
        bodyLeft -= length;
        return last ? bodyLeft == 0 : bodyLeft >= 0;
    }

    /** The trailer section, which ends the response. */
    void trailers(Trailers section) {
        Exchange current = exchange;
        if (current == null) {
            return;
        }
        if (!fitsLength(0, true)) {
            broken("content-length-mismatch");
            return;
        }
        detach(true);
        current.responseEnd(section);
    }

    private int takeHeldBytes() {
        int held = heldBytes;
        heldBytes = 0;
        return held;
    }

    /**
     * The response is complete as far as the exchange is concerned, which hears nothing more. A
     * task that still waits for the request is told that nobody sends the rest.
     *
     * @param ended whether the task's side of the stream has ended
     */
    private void detach(boolean ended) {
        exchange = null;
        if (!requestDone) {
            deadline.close();
            streams.reset(requireNonNull(stream), Http2Error.CANCEL);
        } else if (ended) {
            deadline.close();
        } else {
            watchIdle();
        }
    }

    // ---- what goes wrong ----

    /** The task broke a rule. */
    void broken(String reason) {
        fail(Failure.upstream(Failure.Kind.BAD_RESPONSE, reason), true);
    }

    void resetByTask(long errorCode) {
        if (errorCode == Http2Error.REFUSED_STREAM.code()) {
            failElsewhere(REFUSED);
        } else {
            fail(RESET, false);
        }
    }

    /**
     * The stream is no more.
     *
     * @param uncounted whether the task said that it did nothing for it
     */
    void closed(boolean uncounted) {
        if (uncounted) {
            failElsewhere(BEHIND_GOAWAY);
        } else {
            fail(whyClosed(), false);
        }
    }

    private Failure whyClosed() {
        if (responseBegun || informational > 0) {
            return CLOSED;
        }
        return reused ? STALE : UNANSWERED;
    }

    /** Another connection may do, to the same task or another. */
    private void failElsewhere(Failure failure) {
        Exchange current = exchange;
        exchange = null;
        deadline.close();
        if (current != null) {
            current.upstreamFailed(failure, streams.endpoint());
        }
    }

    /**
     * @param reset whether the task does not know yet that the stream is over
     */
    void fail(Failure failure, boolean reset) {
        Exchange current = exchange;
        exchange = null;
        deadline.close();
        if (reset && stream != null) {
            streams.reset(
                    stream,
                    failure.kind() == Failure.Kind.BAD_RESPONSE
                            ? Http2Error.PROTOCOL_ERROR
                            : Http2Error.CANCEL);
        }
        if (current != null) {
            current.upstreamFailed(failure, streams.endpoint());
        }
    }

    // ---- times ----

    void writabilityChanged() {
        Exchange current = exchange;
        if (current == null) {
            return;
        }
        boolean writable = isWritable();
        if (!requestDone && !responseBegun) {
            // A task that does not take the request is watched like one that does not answer it.
            if (writable && !grpc) {
                deadline.cancel();
            } else {
                watchIdle();
            }
        }
        if (writable) {
            current.upstreamWritable();
        }
    }

    private Timeouts times() {
        return requireNonNull(request).route().options().timeouts();
    }

    /** Streams of gRPC pause as long as tunnels may, and a pause is one of both directions. */
    private void watchIdle() {
        deadline.setIn((grpc ? times().tunnelIdle() : times().idle()).toNanos());
    }

    private final class StreamDeadline extends Deadline {
        StreamDeadline() {
            super(streams.services().deadlines());
        }

        @Override
        protected void expired() {
            if (grpc || responseBegun || !requestDone) {
                fail(Failure.upstream(Failure.Kind.IDLE_TIMEOUT, "idle-timeout"), true);
            } else {
                fail(Failure.upstream(Failure.Kind.RESPONSE_TIMEOUT, "response-timeout"), true);
            }
        }
    }
}
