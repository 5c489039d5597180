package dev.waggle.proxy.upstream;

import static java.util.Objects.requireNonNull;

import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.exchange.Failure;
import dev.waggle.proxy.http2.FrameWriter;
import dev.waggle.proxy.loop.Deadline;
import dev.waggle.proxy.loop.Flushable;
import dev.waggle.routing.Route;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Exception.HeaderListSizeException;
import io.netty.handler.codec.http2.Http2Exception.StreamException;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 connection to a task (RFC 9113): Netty's frames, windows and stream states, with {@link
 * Http2UpstreamStreams} for what they mean.
 *
 * <p>Serves many exchanges at a time, up to the task's limit and our own. Once it may take no more,
 * after a GOAWAY or because its endpoint went, it closes when the last stream is done. Flushes once
 * per iteration of the event loop. Belongs to the event loop of its pool.
 */
final class Http2UpstreamConnection extends Http2ConnectionHandler
        implements Flushable, FrameWriter.Observer {
    /**
     * Our own limit beside the task's: what all streams may hold here together is bounded by it.
     */
    static final int MAX_STREAMS = 100;

    /** How much of a response may be here before its client has taken it. */
    private static final int STREAM_WINDOW_BYTES = 256 * 1024;

    /** How much may be on its way here; SETTINGS cannot say this (RFC 9113 section 6.9.2). */
    private static final int CONNECTION_WINDOW_BYTES = 1024 * 1024;

    private static final int MAX_SMALL_CONTINUATIONS = 16;
    private static final int MAX_UNSENT_CONTROL_FRAMES = 1_000;
    private static final long GO_AWAY_TIMEOUT_MILLIS = 2_000;

    private enum State {
        /** No SETTINGS yet: streams would be opened without knowing how many. */
        CONNECTING,
        STANDING,
        /** Takes no more streams. */
        RETIRED,
        CLOSED
    }

    private final Http2EndpointPool pool;
    private final UpstreamServices services;
    private final Http2UpstreamStreams streams;
    private final FrameWriter writer;
    private final ConnectionDeadline deadline;
    private final ChannelFutureListener controlFrameSent = sent -> controlFrameSent();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Channel channel;
    private State state = State.CONNECTING;
    private int unsentControlFrames;
    private boolean unflushed;
    private boolean flushScheduled;
    private boolean idle;

    private Http2UpstreamConnection(
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings initialSettings,
            Http2EndpointPool pool,
            UpstreamServices services,
            Http2UpstreamStreams streams,
            FrameWriter writer) {
        super(decoder, encoder, initialSettings, true, false);
        this.pool = pool;
        this.services = services;
        this.streams = streams;
        this.writer = writer;
        this.deadline = new ConnectionDeadline();
    }

    static Http2UpstreamConnection create(Http2EndpointPool pool, UpstreamServices services) {
        DefaultHttp2Connection connection = new DefaultHttp2Connection(false, 0);
        UniformStreamByteDistributor turns = new UniformStreamByteDistributor(connection);
        // Every stream's turn is at least one DATA frame.
        turns.minAllocationChunk(FrameWriter.MAX_DATA_BYTES);
        connection.remote().flowController(new DefaultHttp2RemoteFlowController(connection, turns));
        // The connection's own window always refills: a response that its client does not take
        // holds back its own stream and no other.
        connection
                .local()
                .flowController(
                        new DefaultHttp2LocalFlowController(
                                connection,
                                DefaultHttp2LocalFlowController.DEFAULT_WINDOW_UPDATE_RATIO,
                                true));
        Http2UpstreamStreams streams = new Http2UpstreamStreams(services, pool, connection);
        return new Builder(pool, services, streams, connection).build();
    }

    private static final class Builder
            extends AbstractHttp2ConnectionHandlerBuilder<Http2UpstreamConnection, Builder> {
        private final Http2EndpointPool pool;
        private final UpstreamServices services;
        private final Http2UpstreamStreams streams;
        private final FrameWriter writer = FrameWriter.toTask();

        Builder(
                Http2EndpointPool pool,
                UpstreamServices services,
                Http2UpstreamStreams streams,
                Http2Connection connection) {
            this.pool = pool;
            this.services = services;
            this.streams = streams;
            Http2ConnectionEncoder encoder = new DefaultHttp2ConnectionEncoder(connection, writer);
            codec(
                    new DefaultHttp2ConnectionDecoder(
                            connection,
                            encoder,
                            new DefaultHttp2FrameReader(
                                    new Http2ResponseFieldsDecoder(
                                            services.settings(), streams::headFor),
                                    MAX_SMALL_CONTINUATIONS),
                            Http2PromisedRequestVerifier.ALWAYS_VERIFY,
                            true,
                            true,
                            false),
                    encoder);
            initialSettings(
                    new Http2Settings()
                            .pushEnabled(false)
                            .maxConcurrentStreams(0)
                            .initialWindowSize(STREAM_WINDOW_BYTES)
                            .maxHeaderListSize(services.settings().maxHeadBytes()));
            frameListener(streams);
            gracefulShutdownTimeoutMillis(GO_AWAY_TIMEOUT_MILLIS);
        }

        @Override
        protected Http2UpstreamConnection build() {
            return super.build();
        }

        @Override
        protected Http2UpstreamConnection build(
                Http2ConnectionDecoder decoder,
                Http2ConnectionEncoder encoder,
                Http2Settings initialSettings) {
            Http2UpstreamConnection handler =
                    new Http2UpstreamConnection(
                            decoder, encoder, initialSettings, pool, services, streams, writer);
            writer.observer(handler);
            streams.attach(handler);
            return handler;
        }
    }

    // ---- connecting ----

    /** Connects; the pool hears {@code ready} or {@code connectFailed}, once. */
    void connect(Route route) {
        Duration timeout = route.options().timeouts().connect();
        Optional<SslHandler> tls;
        try {
            tls = services.connector().tlsHandler(pool.key(), timeout);
        } catch (RuntimeException e) {
            // Not at once: whoever asks for a connection is not ready to hear that it failed.
            pool.loop().execute(() -> connectFailed(Failure.Kind.CONNECT_TLS, "tls-setup"));
            return;
        }
        services.connector()
                .connect(pool.key(), timeout, initializer(tls))
                .addListener(connected -> {
                    if (connected.isSuccess()) {
                        awaitSettings(timeout, tls);
                    } else {
                        pool.loop().execute(() -> connectRefused(connected.cause()));
                    }
                });
    }

    private void connectRefused(@Nullable Throwable cause) {
        connectFailed(Failure.Kind.CONNECT, ConnectReasons.of(cause));
    }

    private ChannelInitializer<Channel> initializer(Optional<SslHandler> tls) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel newChannel) {
                channel = newChannel;
                tls.ifPresent(newChannel.pipeline()::addLast);
                newChannel.pipeline().addLast(Http2UpstreamConnection.this);
            }
        };
    }

    /** The handshake has a time of its own, then the task's first frame has as much. */
    private void awaitSettings(Duration timeout, Optional<SslHandler> tls) {
        if (tls.isEmpty()) {
            deadline.setIn(timeout.toNanos());
            return;
        }
        tls.get()
                .handshakeFuture()
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        connectFailed(Failure.Kind.CONNECT_TLS, ConnectReasons.ofTls(done.cause()));
                    } else if (!"h2".equals(tls.get().applicationProtocol())) {
                        connectFailed(Failure.Kind.CONNECT_TLS, "alpn-without-h2");
                    } else if (state == State.CONNECTING) {
                        deadline.setIn(timeout.toNanos());
                    }
                });
    }

    /** The task's SETTINGS came: its limits are known. */
    void settingsReceived() {
        scheduleFlush();
        if (state != State.CONNECTING) {
            return;
        }
        state = State.STANDING;
        deadline.cancel();
        services.observer().connected();
        becomeIdle();
        pool.ready(this);
    }

    private void connectFailed(Failure.Kind kind, String reason) {
        if (state != State.CONNECTING) {
            return;
        }
        state = State.CLOSED;
        deadline.close();
        services.observer().connectFailed(reason);
        if (channel != null) {
            channel.close();
        }
        pool.connectFailed(this, Failure.upstream(kind, reason));
    }

    // ---- lending ----

    /** How many streams the task and we ourselves allow. */
    int maxStreams() {
        return Math.clamp(connection().local().maxActiveStreams(), 1, MAX_STREAMS);
    }

    /** Whether another exchange can be served now. */
    boolean hasRoom() {
        int active = connection().local().numActiveStreams();
        return state == State.STANDING
                && active < MAX_STREAMS
                && active < connection().local().maxActiveStreams();
    }

    /** Serves an exchange, which is told so at once. */
    void serve(Exchange exchange) {
        exchange.upstreamReady(new Http2UpstreamStream(streams, exchange), pool.endpoint());
    }

    /** A stream was opened. */
    void streamOpened() {
        deadline.cancel();
        if (idle) {
            idle = false;
            services.observer().idleChanged(-1);
        }
    }

    /** No stream is left. */
    void becomeIdle() {
        if (state == State.STANDING && pool.keepsIdle()) {
            if (!idle) {
                idle = true;
                services.observer().idleChanged(1);
            }
            deadline.setIn(services.settings().idleNanos());
        } else if (state != State.CLOSED) {
            closeWhenFlushed();
        }
    }

    /** Takes no more streams, and closes when the last one is done. */
    void retire() {
        if (state != State.STANDING) {
            return;
        }
        state = State.RETIRED;
        pool.retired(this);
        if (connection().numActiveStreams() == 0) {
            closeWhenFlushed();
        }
    }

    /** Ends it as if the task had; one that is being made has its own deadline. */
    void cutOff() {
        if (state == State.STANDING || state == State.RETIRED) {
            context().close();
        }
    }

    private void closeWhenFlushed() {
        if (context().channel().isActive()) {
            writer.passOn(context());
            context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    // ---- writing ----

    @Override
    public void frameWritten() {
        unflushed = true;
        scheduleFlush();
    }

    @Override
    public void dataWritten(int streamId, int bytes) {
        // How much a stream has in its queue is bounded by the channel's water marks.
    }

    /** Bounds the answers that a task makes us write and does not read. */
    @Override
    public boolean mayAnswer(ChannelPromise written) {
        if (unsentControlFrames >= MAX_UNSENT_CONTROL_FRAMES) {
            written.tryFailure(
                    Http2Exception.connectionError(
                            Http2Error.ENHANCE_YOUR_CALM, "too many unread control frames"));
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
        flushScheduled = false;
        if (context == null || !context.channel().isActive()) {
            return;
        }
        try {
            encoder().flowController().writePendingBytes();
        } catch (Http2Exception e) {
            onError(context(), true, e);
        }
        if (unflushed) {
            unflushed = false;
            flush(context());
        }
    }

    ChannelHandlerContext context() {
        return requireNonNull(context);
    }

    // ---- the channel ----

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        super.handlerAdded(ctx);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
        super.channelActive(ctx);
        connection()
                .local()
                .flowController()
                .incrementWindowSize(
                        connection().connectionStream(), CONNECTION_WINDOW_BYTES - 65_535);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        services.flushes().readComplete();
        discardSomeReadBytes();
        ctx.fireChannelReadComplete();
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        writer.drop();
        super.handlerRemoved0(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        connectFailed(Failure.Kind.CONNECT, "closed-by-task");
        boolean stood = state != State.CLOSED;
        state = State.CLOSED;
        deadline.close();
        if (stood) {
            if (idle) {
                services.observer().idleChanged(-1);
            }
            pool.closed(this);
            services.observer().closed();
        }
        super.channelInactive(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        writer.passOn(ctx);
        ctx.close();
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, StreamException error) {
        Http2Stream stream = connection().stream(error.streamId());
        if (stream == null) {
            if (!outbound) {
                super.onStreamError(ctx, false, cause, error);
            }
            return;
        }
        streams.broken(
                stream,
                error instanceof HeaderListSizeException ? "head-too-large" : "http2-stream-error");
    }

    /** Whoever speaks another protocol is found out by the first frame. */
    @Override
    protected void onConnectionError(
            ChannelHandlerContext ctx,
            boolean outbound,
            Throwable cause,
            @Nullable Http2Exception error) {
        connectFailed(Failure.Kind.CONNECT, "not-http2");
        retire();
        streams.breakAll();
        super.onConnectionError(
                ctx,
                outbound,
                cause,
                error == null ? new Http2Exception(Http2Error.INTERNAL_ERROR) : error);
    }

    private final class ConnectionDeadline extends Deadline {
        ConnectionDeadline() {
            super(services.deadlines());
        }

        @Override
        protected void expired() {
            if (state == State.CONNECTING) {
                connectFailed(Failure.Kind.CONNECT, "connect-timeout");
            } else {
                retire();
            }
        }
    }
}
