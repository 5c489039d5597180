package dev.waggle.proxy.upstream;

import static java.util.Objects.requireNonNull;

import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.exchange.Failure;
import dev.waggle.proxy.exchange.UpstreamEnd;
import dev.waggle.proxy.exchange.UpstreamRequest;
import dev.waggle.proxy.http1.ChunkDecoder;
import dev.waggle.proxy.http1.ChunkEncoder;
import dev.waggle.proxy.http1.ChunkSink;
import dev.waggle.proxy.http1.HalfClose;
import dev.waggle.proxy.http1.ResponseHeadDecoder;
import dev.waggle.proxy.http1.Unread;
import dev.waggle.proxy.http1.UpstreamHeadPlan;
import dev.waggle.proxy.loop.Deadline;
import dev.waggle.proxy.loop.Flushable;
import dev.waggle.proxy.message.DecodeResult;
import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.Refusal;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.Trailers;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.ProxyHeader;
import dev.waggle.routing.Route;
import dev.waggle.routing.Timeouts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 connection to a task, and the upstream end of the exchange that it serves (RFC 9112).
 *
 * <p>Serves one exchange at a time. It goes back to its pool only when request and response are
 * both exactly done; in every other case it closes. Belongs to one event loop.
 */
final class Http1UpstreamConnection extends ChannelInboundHandlerAdapter
        implements UpstreamEnd, Flushable {

    /** What the bytes that come next are. */
    private enum Reading {
        HEAD,
        FIXED_BODY,
        CHUNKED_BODY,
        BODY_UNTIL_CLOSE,
        TUNNEL,
        /** Nothing: no exchange is served. */
        NOTHING
    }

    private static final long UNKNOWN_WAIT = Long.MIN_VALUE;

    private final EndpointPool pool;
    private final UpstreamServices services;
    private final ResponseHeadDecoder heads;
    private final ResponseHead response = new ResponseHead();
    private final Trailers trailers = new Trailers();
    private final ConnectionDeadline deadline;
    private final ChunkSink pieces = this::write;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ChunkDecoder chunks;
    private @Nullable ByteBuf pending;
    private @Nullable Exchange exchange;
    private @Nullable UpstreamRequest request;
    private @Nullable WebSocketKey webSocket;
    private Reading reading = Reading.NOTHING;
    private long bodyLeft;
    private long idleSince;
    private long mayWaitNanos = UNKNOWN_WAIT;
    private int informational;
    private boolean standing;
    private boolean closed;
    private boolean closedByUs;
    private boolean reused;
    private boolean requestDone;
    private boolean responseBegun;
    private boolean flushPending;
    private boolean bodyWanted = true;
    private boolean headSent;
    private boolean inputShut;
    private boolean outputShut;

    Http1UpstreamConnection(EndpointPool pool, UpstreamServices services) {
        this.pool = pool;
        this.services = services;
        this.heads =
                new ResponseHeadDecoder(
                        services.settings().maxHeadBytes(), services.settings().maxFields());
        this.deadline = new ConnectionDeadline();
    }

    // ---- connecting ----

    void connect(Exchange forExchange, Route route) {
        Timeouts times = route.options().timeouts();
        Optional<SslHandler> tls;
        try {
            tls = services.connector().tlsHandler(pool.key(), times.connect());
        } catch (RuntimeException e) {
            connectFailed(forExchange, Failure.Kind.CONNECT_TLS, "tls-setup");
            return;
        }
        services.connector()
                .connect(pool.key(), times.connect(), initializer(tls, forExchange))
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        connectFailed(
                                forExchange,
                                Failure.Kind.CONNECT,
                                ConnectReasons.of(connected.cause()));
                    } else if (tls.isPresent()) {
                        awaitTls(forExchange, tls.get());
                    } else {
                        connected(forExchange);
                    }
                });
    }

    private ChannelInitializer<Channel> initializer(
            Optional<SslHandler> tls, Exchange forExchange) {
        ProxyHeader proxyHeader = pool.key().proxyHeader();
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (proxyHeader != ProxyHeader.OFF) {
                    channel.pipeline().addLast(ProxyHeaderWriter.of(proxyHeader, forExchange));
                }
                tls.ifPresent(channel.pipeline()::addLast);
                channel.config().setOption(ChannelOption.AUTO_CLOSE, false);
                channel.pipeline().addLast(Http1UpstreamConnection.this);
            }
        };
    }

    private void awaitTls(Exchange forExchange, SslHandler tls) {
        tls.handshakeFuture()
                .addListener(done -> {
                    if (done.isSuccess()) {
                        connected(forExchange);
                    } else {
                        connectFailed(
                                forExchange,
                                Failure.Kind.CONNECT_TLS,
                                ConnectReasons.ofTls(done.cause()));
                    }
                });
    }

    private void connected(Exchange forExchange) {
        standing = true;
        services.observer().connected();
        serve(forExchange);
    }

    private void connectFailed(Exchange forExchange, Failure.Kind kind, String reason) {
        services.observer().connectFailed(reason);
        if (kind == Failure.Kind.CONNECT) {
            pool.vitals().connectFailed(reason);
        }
        Endpoint endpoint = pool.endpoint();
        forget();
        if (context != null) {
            context.close();
        }
        forExchange.upstreamFailed(Failure.upstream(kind, reason), endpoint);
    }

    // ---- lending ----

    /** Starts to serve an exchange, which is told so at once. */
    void serve(Exchange newExchange) {
        exchange = newExchange;
        request = null;
        requestDone = false;
        responseBegun = false;
        informational = 0;
        bodyWanted = true;
        headSent = false;
        reading = Reading.HEAD;
        deadline.cancel();
        newExchange.upstreamReady(this, pool.endpoint());
    }

    boolean isOpen() {
        return context().channel().isActive();
    }

    /** How long it has been waiting for an exchange. */
    long idleNanos() {
        return services.deadlines().nanoTime() - idleSince;
    }

    /** Whether the kernel knows of no end of it; what has not come yet nobody can know. */
    boolean isEstablished() {
        return ConnectionState.isEstablished(context().channel());
    }

    private void release(boolean reusable) {
        exchange = null;
        request = null;
        webSocket = null;
        reading = Reading.NOTHING;
        idleSince = services.deadlines().nanoTime();
        if (reusable && mayWaitNanos() > 0 && pending == null && isOpen() && pool.giveBack(this)) {
            reused = true;
            deadline.setIn(mayWaitNanos());
            context().channel().config().setAutoRead(true);
        } else {
            close();
        }
    }

    /** What the first response said: tasks say the same with every one. */
    private long mayWaitNanos() {
        if (mayWaitNanos == UNKNOWN_WAIT) {
            mayWaitNanos = KeepAliveTime.of(response, services.settings().idleNanos());
        }
        return mayWaitNanos;
    }

    void close() {
        closedByUs = true;
        exchange = null;
        reading = Reading.NOTHING;
        context().close();
    }

    /** Ends it as if the task had; one that is being made has its own deadline. */
    void cutOff() {
        if (standing) {
            context().close();
        }
    }

    private void forget() {
        if (!closed) {
            closed = true;
            deadline.close();
            pool.closed(this);
            if (standing) {
                services.observer().closed();
            }
        }
    }

    // ---- the exchange's calls ----

    @Override
    public void sendHead(UpstreamRequest newRequest) {
        request = newRequest;
        RequestHead head = newRequest.head();
        ByteBuf out = context().alloc().ioBuffer(512 + head.length());
        services.encoder().encode(head, planFor(newRequest), out);
        write(out);
        if (head.expectsContinue() && newRequest.keepExpect()) {
            // The client waits for the task: nobody else would notice that it says nothing.
            deadline.setIn(times().response().toNanos());
        }
    }

    private UpstreamHeadPlan planFor(UpstreamRequest sent) {
        UpstreamHeadPlan plan = RequestPlan.of(sent, services.plan());
        webSocket = sent.head().method() == Method.CONNECT ? new WebSocketKey() : null;
        return webSocket == null ? plan : plan.extraLines(webSocket.line());
    }

    @Override
    public void sendBody(ByteBuf data) {
        if (!responseBegun && isWritable()) {
            deadline.cancel();
        } else if (responseBegun && bodyWanted) {
            watchIdle();
        }
        if (reading == Reading.TUNNEL || !requireNonNull(request).framing().isChunked()) {
            write(data);
        } else {
            ChunkEncoder.writeChunk(context().alloc(), data, pieces);
        }
    }

    @Override
    public void sendEnd(@Nullable Trailers requestTrailers) {
        if (reading == Reading.TUNNEL) {
            shutOutput();
            return;
        }
        if (requireNonNull(request).framing().isChunked()) {
            ByteBuf last = context().alloc().ioBuffer(64);
            ChunkEncoder.writeLast(last, requestTrailers);
            write(last);
        }
        requestDone = true;
        if (!responseBegun) {
            deadline.setIn(times().response().toNanos());
        }
    }

    @Override
    public boolean isWritable() {
        return context().channel().isWritable();
    }

    @Override
    public void demandBody(boolean wanted) {
        if (bodyWanted == wanted) {
            return;
        }
        bodyWanted = wanted;
        context().channel().config().setAutoRead(wanted);
        if (wanted) {
            watchIdle();
        } else {
            deadline.cancel();
        }
    }

    @Override
    public void cancel() {
        boolean untouched = request == null;
        release(untouched);
    }

    private void write(ByteBuf data) {
        ChannelHandlerContext ctx = context();
        ctx.write(data, ctx.voidPromise());
        if (!flushPending) {
            flushPending = true;
            services.flushes().add(this);
        }
    }

    @Override
    public void flushNow() {
        flushPending = false;
        headSent |= request != null;
        context().flush();
    }

    private void shutOutput() {
        context()
                .writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(flushed -> {
                    DuplexChannel channel = (DuplexChannel) context().channel();
                    SslHandler tls = channel.pipeline().get(SslHandler.class);
                    if (tls == null) {
                        channel.shutdownOutput();
                    } else {
                        tls.closeOutbound();
                    }
                    outputShut = true;
                    closeTunnelWhenBothEnded();
                });
    }

    // ---- the channel ----

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf data = (ByteBuf) message;
        if (exchange == null) {
            // Nothing was asked for: whatever this is, it must never be taken for an answer.
            data.release();
            ctx.close();
            return;
        }
        pending = pending == null ? data : Unread.join(ctx.alloc(), pending, data);
        process();
    }

    private void process() {
        while (pending != null && pending.isReadable() && exchange != null && step()) {
            // each step consumes what it could decode
        }
        if (pending != null && !pending.isReadable()) {
            releasePending();
        }
        if (exchange == null && pending != null) {
            releasePending();
            close();
        }
    }

    private boolean step() {
        return switch (reading) {
            case HEAD -> readHead();
            case FIXED_BODY -> readFixedBody();
            case CHUNKED_BODY -> readChunks();
            case BODY_UNTIL_CLOSE, TUNNEL -> readRaw();
            case NOTHING -> false;
        };
    }

    private boolean readHead() {
        return switch (heads.decode(requireNonNull(pending), response)) {
            case DecodeResult.Progress.NEED_MORE -> false;
            case DecodeResult.Progress.COMPLETE -> {
                headDecoded();
                yield true;
            }
            case Refusal refusal -> {
                fail(Failure.Kind.BAD_RESPONSE, refusal.word());
                yield false;
            }
        };
    }

    private void headDecoded() {
        if (!headSent) {
            // It was on its way before it was asked for, so it is no answer to this request.
            fail(Failure.Kind.STALE_CONNECTION, "response-before-request");
        } else if (response.status() == 101) {
            switchProtocols();
        } else if (response.isInformational()) {
            informational();
        } else {
            finalHead();
        }
    }

    private void switchProtocols() {
        if (!requireNonNull(request).head().isUpgrade()) {
            fail(Failure.Kind.BAD_RESPONSE, "switch-not-asked-for");
            return;
        }
        if (!requestDone) {
            // What is left of the request's body would go on as the first bytes of the tunnel.
            fail(Failure.Kind.BAD_RESPONSE, "switch-before-request-end");
            return;
        }
        if (webSocket != null && !webSocket.takeProof(response)) {
            fail(Failure.Kind.BAD_RESPONSE, "bad-websocket-accept");
            return;
        }
        responseBegun = true;
        reading = Reading.TUNNEL;
        HalfClose.allow(context().channel());
        watchIdle();
        requireNonNull(exchange).switched(response);
    }

    private void informational() {
        if (++informational > services.settings().maxInformational()) {
            fail(Failure.Kind.BAD_RESPONSE, "too-many-informational");
            return;
        }
        UpstreamRequest current = requireNonNull(request);
        boolean asked = current.head().expectsContinue() && current.keepExpect();
        if (response.status() != 100 || asked) {
            requireNonNull(exchange).informational(response);
        }
    }

    private void finalHead() {
        if (webSocket != null && response.status() / 100 == 2) {
            // On HTTP/2 a success would open the tunnel that the task did not agree to.
            fail(Failure.Kind.BAD_RESPONSE, "switch-not-done");
            return;
        }
        responseBegun = true;
        if (isBodiless()) {
            Exchange current = requireNonNull(exchange);
            releaseAfterResponse();
            current.responseHead(response, true);
            return;
        }
        if (response.isChunked()) {
            reading = Reading.CHUNKED_BODY;
            chunks().begin();
        } else if (response.contentLength() >= 0) {
            reading = Reading.FIXED_BODY;
            bodyLeft = response.contentLength();
        } else {
            reading = Reading.BODY_UNTIL_CLOSE;
        }
        watchIdle();
        requireNonNull(exchange).responseHead(response, false);
    }

    /** RFC 9112 section 6.3. */
    private boolean isBodiless() {
        int status = response.status();
        return requireNonNull(request).head().method() == Method.HEAD
                || status == 204
                || status == 304
                || (response.contentLength() == 0 && !response.isChunked());
    }

    private boolean readFixedBody() {
        ByteBuf piece = take(bodyLeft);
        bodyLeft -= piece.readableBytes();
        Exchange current = requireNonNull(exchange);
        // Before the connection goes back: the exchange may ask it to wait, which must not reach
        // the
        // pool.
        current.responseBody(piece);
        if (bodyLeft == 0 && exchange == current) {
            releaseAfterResponse();
            current.responseEnd(null);
        }
        return true;
    }

    private boolean readChunks() {
        Exchange current = requireNonNull(exchange);
        DecodeResult result =
                chunks().decode(requireNonNull(pending), current::responseBody, trailers);
        if (exchange != current) {
            return false;
        }
        return switch (result) {
            case DecodeResult.Progress.NEED_MORE -> false;
            case DecodeResult.Progress.COMPLETE -> {
                releaseAfterResponse();
                current.responseEnd(trailers);
                yield true;
            }
            case Refusal refusal -> {
                fail(Failure.Kind.BAD_RESPONSE, refusal.word());
                yield false;
            }
        };
    }

    private ChunkDecoder chunks() {
        if (chunks == null) {
            chunks = new ChunkDecoder(services.settings().chunkLimits());
        }
        return chunks;
    }

    private boolean readRaw() {
        requireNonNull(exchange).responseBody(take(Long.MAX_VALUE));
        return true;
    }

    private ByteBuf take(long atMost) {
        ByteBuf in = requireNonNull(pending);
        if (in.readableBytes() <= atMost) {
            pending = null;
            return in;
        }
        return in.readRetainedSlice((int) atMost);
    }

    /**
     * The response is complete. Whoever comes next may have the connection, unless the request is
     * not complete too, or bytes follow that nobody asked for.
     */
    private void releaseAfterResponse() {
        if (pending != null && !pending.isReadable()) {
            releasePending();
        }
        release(requestDone && response.isKeepAlive() && !announcesBodyThatMustNotBe());
    }

    /** A task that announces a body with 204 may send it later, as if it were the next response. */
    private boolean announcesBodyThatMustNotBe() {
        return response.status() == 204 && (response.isChunked() || response.contentLength() > 0);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (exchange != null && responseBegun && bodyWanted) {
            watchIdle();
        }
        services.flushes().readComplete();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null && !requestDone && !responseBegun) {
            // A task that does not take the request is watched like one that does not answer it.
            if (ctx.channel().isWritable()) {
                deadline.cancel();
            } else {
                watchIdle();
            }
        }
        if (exchange != null && ctx.channel().isWritable()) {
            exchange.upstreamWritable();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent && reading == Reading.TUNNEL) {
            inputShut = true;
            HalfClose.inputEnded(ctx.channel(), services.deadlines());
            watchIdle();
            requireNonNull(exchange).responseEnd(null);
            closeTunnelWhenBothEnded();
        }
        ctx.fireUserEventTriggered(event);
    }

    /** A channel that may be half closed is never closed by itself. */
    private void closeTunnelWhenBothEnded() {
        if (inputShut && outputShut) {
            close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        boolean answered = pending != null || responseBegun || informational > 0;
        releasePending();
        if (exchange == null && standing && !closedByUs) {
            pool.endedWhileIdle(idleNanos());
        }
        forget();
        Exchange current = exchange;
        exchange = null;
        if (current != null) {
            ended(current, answered);
        }
        ctx.fireChannelInactive();
    }

    /**
     * @param answered whether any byte of a response has come
     */
    private void ended(Exchange current, boolean answered) {
        Reading was = reading;
        reading = Reading.NOTHING;
        if (was == Reading.BODY_UNTIL_CLOSE) {
            current.responseEnd(null);
            return;
        }
        current.upstreamFailed(
                Failure.upstream(kindOfEnd(answered), "task-closed"), pool.endpoint());
    }

    private Failure.Kind kindOfEnd(boolean answered) {
        if (answered) {
            return Failure.Kind.DISCONNECTED;
        }
        return reused ? Failure.Kind.STALE_CONNECTION : Failure.Kind.UNANSWERED;
    }

    /**
     * What can no longer be sent is not a reason to drop an answer that came already: the channel
     * is not closed by a failed write, and the end of its input says the rest.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (isFailedWrite(ctx)) {
            return;
        }
        if (reading == Reading.BODY_UNTIL_CLOSE) {
            // A reset is not the end of a body that ends with its connection.
            fail(Failure.Kind.DISCONNECTED, "task-reset");
        } else {
            ctx.close();
        }
    }

    /** A failed write shuts the output; a failed read leaves it as it is. */
    private boolean isFailedWrite(ChannelHandlerContext ctx) {
        boolean hasOutput = ctx.channel().unsafe().outboundBuffer() != null;
        return ctx.channel().isActive() && !hasOutput && exchange != null && !inputShut;
    }

    private void fail(Failure.Kind kind, String reason) {
        Exchange current = exchange;
        close();
        if (current != null) {
            current.upstreamFailed(Failure.upstream(kind, reason), pool.endpoint());
        }
    }

    private void releasePending() {
        ByteBuf in = pending;
        pending = null;
        if (in != null) {
            in.release();
        }
    }

    private ChannelHandlerContext context() {
        return requireNonNull(context);
    }

    // ---- times ----

    private Timeouts times() {
        return requireNonNull(request).route().options().timeouts();
    }

    private void watchIdle() {
        // A task that has ended its half waits for nothing but the client's end, which may never
        // come; one whose client has ended may still think.
        boolean isOpenTunnel = reading == Reading.TUNNEL && !inputShut;
        Duration idle = isOpenTunnel ? times().tunnelIdle() : times().idle();
        deadline.setIn(idle.toNanos());
    }

    private final class ConnectionDeadline extends Deadline {
        ConnectionDeadline() {
            super(services.deadlines());
        }

        @Override
        protected void expired() {
            if (exchange == null) {
                Http1UpstreamConnection.this.close();
            } else if (responseBegun || !requestDone) {
                fail(Failure.Kind.IDLE_TIMEOUT, "idle-timeout");
            } else {
                fail(Failure.Kind.RESPONSE_TIMEOUT, "response-timeout");
            }
        }
    }
}
