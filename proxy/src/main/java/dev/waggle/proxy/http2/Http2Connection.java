package dev.waggle.proxy.http2;

import static java.util.Objects.requireNonNull;

import dev.waggle.proxy.exchange.ClientConnection;
import dev.waggle.proxy.exchange.ClientHandler;
import dev.waggle.proxy.loop.Flushable;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Exception.HeaderListSizeException;
import io.netty.handler.codec.http2.Http2Exception.StreamException;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's HTTP/2 connection (RFC 9113): Netty's frames, windows and stream states, with {@link
 * Http2Streams} for what they mean.
 *
 * <p>Flushes once per iteration of the event loop, for all of its streams. Belongs to the event
 * loop of its channel.
 */
public final class Http2Connection extends Http2ConnectionHandler
        implements Flushable, FrameWriter.Observer, ClientHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Http2Connection.class);

    /** Fragments of a head under 4 KiB each; honest clients send full frames. */
    private static final int MAX_SMALL_CONTINUATIONS = 16;

    private static final long GO_AWAY_TIMEOUT_MILLIS = 2_000;

    private final Http2Services services;
    private final Http2Streams streams;
    private final TimedFrameReader reader;
    private final FrameWriter writer;
    private final IdleFrames idleFrames;
    private final ConnectionTimes times;
    private final ArrayDeque<Http2StreamEnd> toResume = new ArrayDeque<>(4);
    private final ChannelFutureListener controlFrameSent = sent -> controlFrameSent();
    private @Nullable ChannelHandlerContext context;
    private int unsentControlFrames;
    private long writtenBytes;
    private boolean unflushed;
    private boolean flushScheduled;
    private boolean refused;

    private Http2Connection(
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            io.netty.handler.codec.http2.Http2Settings initialSettings,
            Http2Services services,
            Http2Streams streams,
            TimedFrameReader reader,
            FrameWriter writer,
            IdleFrames idleFrames) {
        super(decoder, encoder, initialSettings, true, false);
        this.services = services;
        this.streams = streams;
        this.reader = reader;
        this.writer = writer;
        this.idleFrames = idleFrames;
        this.times = new ConnectionTimes(this, services, streams, reader);
    }

    /**
     * The handler of a new connection: the only one behind TLS, added once ALPN has settled on
     * {@code h2}, on the channel's event loop. Closing the channel closes at once; for a polite end
     * there is {@link Http2Services#draining}.
     */
    public static ChannelHandler create(Http2Services services, ClientConnection client) {
        DefaultHttp2Connection connection = new DefaultHttp2Connection(true, 0);
        UniformStreamByteDistributor turns = new UniformStreamByteDistributor(connection);
        // Every stream's turn is at least one DATA frame.
        turns.minAllocationChunk(FrameWriter.MAX_DATA_BYTES);
        connection.remote().flowController(new DefaultHttp2RemoteFlowController(connection, turns));
        return new Builder(services, new Http2Streams(services, client, connection), connection)
                .build();
    }

    private static final class Builder
            extends AbstractHttp2ConnectionHandlerBuilder<Http2Connection, Builder> {
        private final Http2Services services;
        private final Http2Streams streams;
        private final FrameWriter writer = FrameWriter.toClient();
        private final TimedFrameReader reader;
        private final IdleFrames idleFrames;

        Builder(
                Http2Services services,
                Http2Streams streams,
                io.netty.handler.codec.http2.Http2Connection connection) {
            this.services = services;
            this.streams = streams;
            Http2Settings settings = services.settings();
            idleFrames = new IdleFrames(settings.maxIdleFrames(), streams.now());
            reader =
                    new TimedFrameReader(
                            new RequestFieldsDecoder(settings, streams::headFor),
                            MAX_SMALL_CONTINUATIONS,
                            idleFrames,
                            services.deadlines()::nanoTime);
            Http2ConnectionEncoder encoder = new DefaultHttp2ConnectionEncoder(connection, writer);
            // CVE-2023-44487; Netty wants to hear of it before it has the codec.
            decoderEnforceMaxRstFramesPerWindow(settings.maxResets(), MadeYouReset.WINDOW_SECONDS);
            codec(
                    new DefaultHttp2ConnectionDecoder(
                            connection,
                            encoder,
                            reader,
                            Http2PromisedRequestVerifier.ALWAYS_VERIFY,
                            true,
                            true,
                            false),
                    encoder);
            initialSettings(
                    new io.netty.handler.codec.http2.Http2Settings()
                            .maxConcurrentStreams(settings.maxStreams())
                            .initialWindowSize(settings.streamWindowBytes())
                            .maxHeaderListSize(settings.maxHeadBytes())
                            .connectProtocolEnabled(true));
            frameListener(streams);
            gracefulShutdownTimeoutMillis(GO_AWAY_TIMEOUT_MILLIS);
        }

        @Override
        protected Http2Connection build() {
            return super.build();
        }

        @Override
        protected Http2Connection build(
                Http2ConnectionDecoder decoder,
                Http2ConnectionEncoder encoder,
                io.netty.handler.codec.http2.Http2Settings initialSettings) {
            Http2Connection handler =
                    new Http2Connection(
                            decoder,
                            encoder,
                            initialSettings,
                            services,
                            streams,
                            reader,
                            writer,
                            idleFrames);
            writer.observer(handler);
            streams.attach(handler);
            return handler;
        }
    }

    // ---- the channel ----

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        super.handlerAdded(ctx);
        times.start();
        if (ctx.channel().isActive()) {
            widenWindow();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
        super.channelActive(ctx);
        widenWindow();
    }

    /** SETTINGS cannot change the connection's own window (RFC 9113 section 6.9.2). */
    private void widenWindow() throws Http2Exception {
        int more =
                services.settings().connectionWindowBytes() - Http2Settings.PROTOCOL_WINDOW_BYTES;
        connection()
                .local()
                .flowController()
                .incrementWindowSize(connection().connectionStream(), more);
        scheduleFlush();
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        times.close();
        writer.drop();
        super.handlerRemoved0(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        times.close();
        super.channelInactive(ctx);
    }

    /** What was read may have been answered; that leaves with everything else of the iteration. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        streams.proceed();
        discardSomeReadBytes();
        if (!ctx.channel().config().isAutoRead()) {
            ctx.read();
        }
        ctx.fireChannelReadComplete();
    }

    // ---- writing ----

    @Override
    public void frameWritten() {
        unflushed = true;
        scheduleFlush();
    }

    @Override
    public void dataWritten(int streamId, int bytes) {
        writtenBytes += bytes;
        idleFrames.sent(bytes);
        Http2StreamEnd end = streams.dataWritten(streamId, bytes);
        if (end != null) {
            toResume.add(end);
        }
    }

    /**
     * Bounds the answers that a client makes us write and does not read: SETTINGS and PING
     * acknowledgements and resets.
     */
    @Override
    public boolean mayAnswer(ChannelPromise written) {
        if (unsentControlFrames >= services.settings().maxUnsentControlFrames()) {
            written.tryFailure(
                    Http2Exception.connectionError(
                            Http2Error.ENHANCE_YOUR_CALM, "too many unread control frames"));
            flooded();
            context().close();
            return false;
        }
        unsentControlFrames++;
        written.addListener(controlFrameSent);
        return true;
    }

    private void controlFrameSent() {
        unsentControlFrames--;
    }

    /** Sends what was written, and what of the bodies' queues may leave, after this iteration. */
    void scheduleFlush() {
        if (!flushScheduled) {
            flushScheduled = true;
            services.flushes().add(this);
        }
    }

    /** What the codec writes meanwhile leaves with the next one, which its writer has asked for. */
    @Override
    public void flush(ChannelHandlerContext ctx) {
        writer.passOn(ctx);
        super.flush(ctx);
    }

    @Override
    public void flushNow() {
        streams.proceed();
        try {
            encoder().flowController().writePendingBytes();
        } catch (Http2Exception e) {
            onError(context(), true, e);
        }
        if (unflushed) {
            unflushed = false;
            flush(context());
        }
        if (pendingBytes() == 0) {
            times.allSent();
        }
        flushScheduled = false;
        if (unflushed) {
            // A write that was done was the cause of another.
            scheduleFlush();
        }
        for (Http2StreamEnd end = toResume.poll(); end != null; end = toResume.poll()) {
            end.writable();
        }
    }

    /** How much of what was written has left, for telling whether the client reads at all. */
    long sentBytes() {
        return writtenBytes - pendingBytes();
    }

    /** How many bytes were written and have not left yet. */
    long pendingBytes() {
        ChannelOutboundBuffer buffer = channel().unsafe().outboundBuffer();
        return writer.heldBytes() + (buffer == null ? 0 : buffer.totalPendingWriteBytes());
    }

    ChannelHandlerContext context() {
        return requireNonNull(context);
    }

    private Channel channel() {
        return context().channel();
    }

    // ---- the end of a connection ----

    /** A head has taken too long, and nothing else can come before it ends. */
    void headOverdue() {
        streams.headOverdue();
        Http2Exception timeout =
                Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "head timeout");
        super.onConnectionError(context(), false, timeout, timeout);
    }

    /** Whatever it was too much of; a connection is counted once. */
    private void flooded() {
        if (!refused) {
            refused = true;
            streams.flooded();
        }
    }

    /** No frames that go on: a head over its bound among them. */
    private void broken() {
        if (!refused) {
            refused = true;
            streams.broken();
        }
    }

    /** A response is about to be sent. */
    void responding() {
        times.warnWhenDraining();
    }

    @Override
    public long idleSince() {
        boolean idle = decoder().prefaceReceived() && connection().numActiveStreams() == 0;
        return idle && pendingBytes() == 0 ? streams.idleSince() : BUSY;
    }

    @Override
    public void endIdle() {
        sayGoAway(connection().remote().lastStreamCreated());
        closeWhenFlushed();
    }

    /** Takes no more streams than are on their way, and closes when the last is done. */
    void shutDown() {
        times.shutDown();
    }

    /**
     * Says which is the last stream that counts (RFC 9113 section 6.8).
     *
     * @param lastStreamId {@link Integer#MAX_VALUE} for a warning ahead
     */
    void sayGoAway(int lastStreamId) {
        goAway(
                context(),
                lastStreamId,
                Http2Error.NO_ERROR.code(),
                Unpooled.EMPTY_BUFFER,
                context().newPromise());
    }

    void closeWhenFlushed() {
        writer.passOn(context());
        context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        writer.passOn(ctx);
        ctx.close();
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, StreamException error) {
        int streamId = error.streamId();
        Http2Stream stream = connection().stream(streamId);
        if (outbound && (stream == null || stream.isResetSent())) {
            // What was still queued when its stream ended: nobody is to be told.
            return;
        }
        if (stream == null && error.error() == Http2Error.STREAM_CLOSED) {
            onFrameOfNoStream(ctx, cause, error);
            return;
        }
        if (error instanceof HeaderListSizeException tooLarge && tooLarge.duringDecode()) {
            try {
                streams.refuseLargeHead(streamId);
                return;
            } catch (Http2Exception e) {
                resetStream(ctx, streamId, e.error().code(), ctx.newPromise());
                return;
            }
        }
        super.onStreamError(ctx, outbound, cause, corrected(stream, error));
        if (stream != null) {
            // At once, and not when the reset has left: no DATA may follow it.
            stream.close();
        }
        streams.countForcedReset();
    }

    /**
     * A head behind the end of a request is a frame of a closed stream (RFC 9113 section 5.1);
     * Netty calls it a protocol error.
     */
    private StreamException corrected(@Nullable Http2Stream stream, StreamException error) {
        boolean behindTheEnd =
                stream != null
                        && stream.state() == Http2Stream.State.HALF_CLOSED_REMOTE
                        && reader.isOfHead();
        return behindTheEnd
                ? (StreamException)
                        Http2Exception.streamError(
                                error.streamId(), Http2Error.STREAM_CLOSED, "the request has ended")
                : error;
    }

    /** HEADERS or DATA for a stream that is not open and never will be. */
    private void onFrameOfNoStream(
            ChannelHandlerContext ctx, Throwable cause, StreamException error) {
        switch (streams.closed(error.streamId())) {
            case RESET_BY_US -> {
                // Ignored (RFC 9113 section 5.1).
            }
            case RESET_BY_CLIENT -> {
                super.onStreamError(ctx, false, cause, error);
                streams.countForcedReset();
            }
            case ENDED -> endFor(ctx, Http2Error.STREAM_CLOSED);
            // Its number is below one that was used: it can no longer be opened (section 5.1.1).
            case null -> endFor(ctx, Http2Error.PROTOCOL_ERROR);
        }
    }

    private void endFor(ChannelHandlerContext ctx, Http2Error code) {
        onError(ctx, false, Http2Exception.connectionError(code, "a frame of no stream"));
    }

    /** Without the message of an exception of our own, which is nobody's business. */
    @Override
    protected void onConnectionError(
            ChannelHandlerContext ctx,
            boolean outbound,
            Throwable cause,
            @Nullable Http2Exception error) {
        if (error == null && !outbound) {
            LOG.error("A bug ends an HTTP/2 connection", cause);
        }
        if (error != null && error.error() == Http2Error.ENHANCE_YOUR_CALM) {
            flooded();
        } else if (error != null && !outbound) {
            broken();
        }
        super.onConnectionError(
                ctx,
                outbound,
                cause,
                error == null ? new Http2Exception(Http2Error.INTERNAL_ERROR) : error);
    }
}
