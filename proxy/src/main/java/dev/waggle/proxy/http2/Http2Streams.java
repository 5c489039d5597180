package dev.waggle.proxy.http2;

import static java.util.Objects.requireNonNull;

import dev.waggle.proxy.exchange.ClientConnection;
import dev.waggle.proxy.exchange.Failure;
import dev.waggle.proxy.exchange.LocalReplies;
import dev.waggle.proxy.exchange.LocalReply;
import dev.waggle.proxy.exchange.RequestId;
import dev.waggle.proxy.message.Head;
import dev.waggle.proxy.message.Refusal;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.Trailers;
import dev.waggle.proxy.policy.Http2FieldGrammar;
import dev.waggle.proxy.policy.TrailerRule;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection.PropertyKey;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamVisitor;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one connection: makes an end of each, and takes frames to it and from it.
 *
 * <p>Hears Netty's frame decoder directly: no channel for a stream, no object for a frame.
 */
final class Http2Streams extends Http2EventAdapter implements Http2RemoteFlowController.Listener {
    private static final Failure MALFORMED_TRAILERS =
            Failure.downstream(Failure.Kind.REFUSED, "bad-trailers");
    private static final Failure LARGE_TRAILERS =
            Failure.downstream(Failure.Kind.REFUSED, Refusal.TRAILERS_TOO_LARGE.word());

    private final Http2Services services;
    private final ClientConnection client;
    private final io.netty.handler.codec.http2.Http2Connection connection;
    private final PropertyKey endKey;
    private final RequestHeads heads = new RequestHeads();
    private final ClosedStreams closedStreams = new ClosedStreams();
    private final MadeYouReset madeYouReset;
    private final ResponseFields headFields = new ResponseFields();
    private RequestHead nextHead = heads.take();
    private final ArrayDeque<Http2StreamEnd> arrived = new ArrayDeque<>(4);
    private final Http2StreamVisitor progressCheck = this::checkProgress;
    private @Nullable Http2Connection owner;
    private int resetByClient;
    private int requests;
    private long idleSince;

    Http2Streams(
            Http2Services services,
            ClientConnection client,
            io.netty.handler.codec.http2.Http2Connection connection) {
        this.services = services;
        this.client = client;
        this.connection = connection;
        this.endKey = connection.newKey();
        this.idleSince = now();
        this.madeYouReset = new MadeYouReset(settings().maxResets(), idleSince);
    }

    void attach(Http2Connection newOwner) {
        owner = newOwner;
        connection.addListener(this);
        connection.remote().flowController().listener(this);
    }

    // ---- for ends ----

    Http2Settings settings() {
        return services.settings();
    }

    long now() {
        return services.deadlines().nanoTime();
    }

    byte[] date() {
        return services.date().now();
    }

    ByteBufAllocator alloc() {
        return owner().context().alloc();
    }

    /**
     * Writes the head of a response, 1xx or final: at once, as there is no DATA before it that it
     * would have to wait for. So all heads of a connection take turns with one object.
     *
     * @param date for a head that has none; null to leave it so
     */
    void writeHead(Http2Stream stream, ResponseHead head, byte @Nullable [] date, boolean last) {
        write(stream, headFields.of(head, date), last);
    }

    /**
     * Ends a response.
     *
     * @param trailers kept until Netty writes them, behind DATA that waits for the client's window
     */
    void writeTrailers(Http2Stream stream, Trailers trailers) {
        write(stream, new ResponseFields().of(trailers, null), true);
    }

    private void write(Http2Stream stream, ResponseFields fields, boolean last) {
        owner().responding();
        ChannelHandlerContext context = owner().context();
        owner().encoder().writeHeaders(context, stream.id(), fields, 0, last, context.newPromise());
        owner().scheduleFlush();
    }

    /** Queues a piece of a body for its stream's turn; takes over the buffer. */
    void writeData(Http2Stream stream, ByteBuf data, boolean last) {
        ChannelHandlerContext context = owner().context();
        owner().encoder().writeData(context, stream.id(), data, 0, last, context.newPromise());
        owner().scheduleFlush();
    }

    boolean isWritable(Http2Stream stream) {
        return connection.remote().flowController().isWritable(stream);
    }

    /** Lets the client send as much again on a stream. */
    void giveBack(Http2Stream stream, int bytes) {
        try {
            connection.local().flowController().consumeBytes(stream, bytes);
        } catch (Http2Exception e) {
            owner().onError(owner().context(), true, e);
        }
    }

    /** Whether the client may send body bytes as far as the whole connection is concerned. */
    boolean isConnectionWindowOpen() {
        return connection.local().flowController().windowSize(connection.connectionStream()) > 0;
    }

    boolean isConnected() {
        return owner().context().channel().isActive();
    }

    /** Ends a stream at once: nothing that waits in it is sent behind the reset. */
    void reset(Http2Stream stream, Http2Error error) {
        writeReset(stream, error);
        stream.close();
        if (error == Http2Error.PROTOCOL_ERROR) {
            countForcedReset();
        }
    }

    /** The client made us reset a stream; too often, and its connection ends. */
    void countForcedReset() {
        if (madeYouReset.isTooMuch(now())) {
            owner().onError(
                            owner().context(),
                            false,
                            Http2Exception.connectionError(
                                    Http2Error.ENHANCE_YOUR_CALM, "too many broken streams"));
        }
    }

    /** How a stream closed that is no more; null when it never was, or that was long ago. */
    ClosedStreams.@Nullable How closed(int streamId) {
        return closedStreams.find(streamId);
    }

    /** A complete response, and no need for the rest of the request (RFC 9113 section 8.1). */
    void resetAfterResponse(Http2Stream stream) {
        writeReset(stream, Http2Error.NO_ERROR);
    }

    private void writeReset(Http2Stream stream, Http2Error error) {
        ChannelHandlerContext context = owner().context();
        owner().resetStream(context, stream.id(), error.code(), context.newPromise());
        owner().scheduleFlush();
    }

    // ---- for the connection ----

    /** An empty head for the next block of fields: trailers for a stream whose request is there. */
    Head headFor(int streamId) {
        if (end(streamId) != null) {
            return new Trailers();
        }
        nextHead.clear();
        return nextHead;
    }

    int requests() {
        return requests;
    }

    /** Since when there has been no stream; only while there is none. */
    long idleSince() {
        return idleSince;
    }

    /** Looks whether every stream moves. */
    void checkProgress() {
        if (connection.numActiveStreams() == 0) {
            return;
        }
        try {
            connection.forEachActiveStream(progressCheck);
        } catch (Http2Exception e) {
            owner().onError(owner().context(), true, e);
        }
    }

    private boolean checkProgress(Http2Stream stream) {
        Http2StreamEnd end = stream.getProperty(endKey);
        if (end != null) {
            end.checkProgress(now());
        }
        return true;
    }

    /** Bytes of a stream's body left its queue; its end if that waits to hear so. */
    @Nullable Http2StreamEnd dataWritten(int streamId, int bytes) {
        Http2StreamEnd end = end(streamId);
        return end != null && end.dataWritten(bytes) ? end : null;
    }

    /** A head that never ended is counted as on HTTP/1, where it is answered with 408. */
    void headOverdue() {
        services.refusals().refused(client, null, 408, "head-timeout", RequestId.next(), 0);
    }

    /**
     * Lets requests go on their way that have come since the last call. Done when a read is over: a
     * client that resets its requests at once costs no task anything (CVE-2023-44487).
     */
    void proceed() {
        for (Http2StreamEnd end = arrived.poll(); end != null; end = arrived.poll()) {
            end.proceed();
        }
    }

    /** The client sent too much of what costs it nothing. */
    void flooded() {
        services.refusals().refused(client, null, 429, "http2-flood", RequestId.next(), 0);
    }

    /** The client sent what ends a connection (RFC 9113 section 5.4.1). */
    void broken() {
        services.refusals().refused(client, null, 400, "http2-error", RequestId.next(), 0);
    }

    /** A head or trailer section was over the limit; its stream may not exist yet. */
    void refuseLargeHead(int streamId) throws Http2Exception {
        Http2Stream stream = connection.stream(streamId);
        if (stream == null) {
            stream = connection.remote().createStream(streamId, false);
        }
        Http2StreamEnd end = stream.getProperty(endKey);
        if (end == null) {
            RequestReading.Refused refused =
                    new RequestReading.Refused(
                            nextHead,
                            Refusal.HEAD_TOO_LARGE.status(),
                            Refusal.HEAD_TOO_LARGE.word());
            refuse(newEnd(stream), refused, false);
        } else {
            end.refuse(LARGE_TRAILERS, Refusal.TRAILERS_TOO_LARGE.status());
        }
    }

    // ---- frames ----

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int streamId,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream) {
        onHeadersRead(context, streamId, headers, padding, endOfStream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int streamId,
            Http2Headers headers,
            int padding,
            boolean endOfStream) {
        Http2Stream stream = connection.stream(streamId);
        RequestFields fields = (RequestFields) headers;
        Http2StreamEnd end = stream.getProperty(endKey);
        if (end == null) {
            request(stream, fields, endOfStream);
        } else {
            trailers(end, fields);
        }
    }

    private void request(Http2Stream stream, RequestFields fields, boolean endOfStream) {
        requests++;
        switch (RequestReading.read(fields, endOfStream, settings())) {
            case RequestReading.Request(RequestHead head) -> {
                Http2StreamEnd end = newEnd(stream);
                end.open(services.exchanges().exchange(client, head, end), endOfStream);
                arrived.add(end);
                owner().scheduleFlush();
            }
            case RequestReading.Refused refused -> refuse(newEnd(stream), refused, endOfStream);
            case RequestReading.Malformed(String reason) -> {
                services.refusals()
                        .refused(
                                client,
                                readable((RequestHead) fields.head()),
                                400,
                                reason,
                                RequestId.next(),
                                0);
                reset(stream, Http2Error.PROTOCOL_ERROR);
            }
        }
        if (requests >= settings().maxRequests()) {
            owner().shutDown();
        }
    }

    private static @Nullable RequestHead readable(RequestHead head) {
        return head.hasMethod() ? head : null;
    }

    private Http2StreamEnd newEnd(Http2Stream stream) {
        Http2StreamEnd end = new Http2StreamEnd(this, stream, nextHead);
        nextHead = heads.take();
        stream.setProperty(endKey, end);
        return end;
    }

    private void refuse(Http2StreamEnd end, RequestReading.Refused refused, boolean endOfStream) {
        String requestId = RequestId.next();
        LocalReplies.Rendered rendered =
                services.localReplies()
                        .render(
                                LocalReply.of(refused.status(), refused.reason()),
                                refused.head(),
                                requestId);
        services.refusals()
                .refused(
                        client,
                        readable(refused.head()),
                        refused.status(),
                        refused.reason(),
                        requestId,
                        rendered.bodyBytes());
        end.refused(endOfStream);
        rendered.sendTo(end);
    }

    private static void trailers(Http2StreamEnd end, RequestFields fields) {
        if (fields.hasTooMany()) {
            end.refuse(LARGE_TRAILERS, Refusal.TRAILERS_TOO_LARGE.status());
            return;
        }
        if (fields.malformed() != null || Http2FieldGrammar.check(fields.head()) != null) {
            end.breakOff(MALFORMED_TRAILERS, Http2Error.PROTOCOL_ERROR);
            return;
        }
        Trailers trailers = (Trailers) fields.head();
        TrailerRule.apply(trailers);
        end.trailers(trailers);
    }

    @Override
    public int onDataRead(
            ChannelHandlerContext context,
            int streamId,
            ByteBuf data,
            int padding,
            boolean endOfStream) {
        Http2StreamEnd end = end(streamId);
        return end == null ? data.readableBytes() + padding : end.data(data, padding, endOfStream);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext context, int streamId, long errorCode) {
        resetByClient = streamId;
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext context, int streamId, int increment) {
        owner().scheduleFlush();
    }

    @Override
    public void onSettingsRead(
            ChannelHandlerContext context, io.netty.handler.codec.http2.Http2Settings settings) {
        owner().scheduleFlush();
    }

    @Override
    public void onUnknownFrame(
            ChannelHandlerContext context,
            byte frameType,
            int streamId,
            Http2Flags flags,
            ByteBuf payload) {
        // RFC 9113 section 4.1: frames of unknown types are ignored.
    }

    // ---- what becomes of a stream ----

    @Override
    public void onStreamHalfClosed(Http2Stream stream) {
        Http2StreamEnd end = stream.getProperty(endKey);
        if (end != null && stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL) {
            end.responseEnded();
        }
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        closedStreams.add(stream.id(), howClosed(stream));
        Http2StreamEnd end = stream.removeProperty(endKey);
        if (end != null) {
            end.closed();
            heads.give(end.request());
        }
        if (connection.numActiveStreams() == 0) {
            idleSince = now();
        }
    }

    private ClosedStreams.How howClosed(Http2Stream stream) {
        if (stream.isResetSent()) {
            return ClosedStreams.How.RESET_BY_US;
        }
        return stream.id() == resetByClient
                ? ClosedStreams.How.RESET_BY_CLIENT
                : ClosedStreams.How.ENDED;
    }

    @Override
    public void writabilityChanged(Http2Stream stream) {
        Http2StreamEnd end = stream.getProperty(endKey);
        if (end != null && isWritable(stream)) {
            end.writable();
        }
    }

    private @Nullable Http2StreamEnd end(int streamId) {
        Http2Stream stream = connection.stream(streamId);
        return stream == null ? null : stream.getProperty(endKey);
    }

    private Http2Connection owner() {
        return requireNonNull(owner);
    }
}
