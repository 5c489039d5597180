package dev.waggle.proxy.http1;

import static java.util.Objects.requireNonNull;

import dev.waggle.proxy.exchange.ClientConnection;
import dev.waggle.proxy.exchange.ClientHandler;
import dev.waggle.proxy.exchange.DownstreamEnd;
import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.exchange.Failure;
import dev.waggle.proxy.exchange.LocalReplies;
import dev.waggle.proxy.exchange.LocalReply;
import dev.waggle.proxy.exchange.RequestId;
import dev.waggle.proxy.loop.Deadline;
import dev.waggle.proxy.loop.Flushable;
import dev.waggle.proxy.message.DecodeResult;
import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.Refusal;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.Trailers;
import dev.waggle.proxy.message.Version;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/1 connection: decodes its requests one after the other, and is the downstream end
 * of the exchange that is under way (RFC 9112).
 *
 * <p>A request that is pipelined behind another waits, unread beyond a bound, until the response
 * before it is complete. Belongs to the event loop of its channel.
 */
public final class Http1Connection extends ChannelInboundHandlerAdapter
        implements DownstreamEnd, Flushable, ClientHandler {

    /** What the bytes that come next are. */
    private enum Reading {
        /** A request head, or nothing yet. */
        HEAD,
        /** A body of known length. */
        FIXED_BODY,
        /** Chunks. */
        CHUNKED_BODY,
        /** The next request, which waits for the response to this one. */
        NOTHING,
        /** Bytes of a tunnel. */
        TUNNEL,
        /** Bytes that nobody wants any more: the connection is closing. */
        DISCARDED
    }

    /** What the deadline gives up on. */
    private enum Watched {
        /** The first byte of a request. */
        IDLE,
        /** The end of a head that has begun. */
        HEAD,
        /** The next bytes of a body. */
        BODY,
        /** Bytes that the client does not take. */
        OUTPUT
    }

    /** Up to so much of a body is copied behind its head: they fit into a TLS record together. */
    private static final int MAX_COPIED_BYTES = 12 * 1024;

    private final Http1Services services;
    private final ClientConnection client;
    private final RequestHeadDecoder heads;
    private final RequestHead request = new RequestHead();
    private final Trailers trailers = new Trailers();
    private final ConnectionDeadline deadline;
    private final ChunkSink pieces = this::write;
    private @Nullable ChunkDecoder chunks;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf pending;

    /** A head that was written and has room: what follows before the flush may leave with it. */
    private @Nullable ByteBuf unsent;

    private @Nullable Exchange exchange;
    private Reading reading = Reading.HEAD;
    private Watched watched = Watched.IDLE;
    private BodyFraming framing = BodyFraming.NONE;
    private long bodyLeft;
    private int bodyInWindow;
    private long writtenBytes;
    private long sentAtWindowStart;
    private int requests;
    private boolean headBegun;
    private boolean processing;
    private boolean flushPending;
    private boolean bodyWanted = true;
    private boolean bodyHeldBack;
    private boolean closeAfterResponse;
    private boolean responseStarted;
    private boolean responseDone = true;
    private boolean inputShut;
    private boolean outputShut;
    private long idleSince;

    public Http1Connection(Http1Services services, ClientConnection client) {
        this.services = services;
        this.client = client;
        this.heads = new RequestHeadDecoder(services.settings().headLimits());
        this.deadline = new ConnectionDeadline();
    }

    // ---- the channel ----

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        idleSince = services.deadlines().nanoTime();
        watch(Watched.IDLE, services.settings().idleNanos());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        deadline.close();
        releasePending();
        releaseUnsent();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf data = (ByteBuf) message;
        if (reading == Reading.DISCARDED) {
            data.release();
            return;
        }
        if (pending == null) {
            pending = data;
        } else {
            pending = Unread.join(ctx.alloc(), pending, data);
        }
        process();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        services.flushes().readComplete();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        reading = Reading.DISCARDED;
        deadline.close();
        releasePending();
        Exchange current = exchange;
        exchange = null;
        if (current != null) {
            current.downstreamFailed(Failure.downstream(Failure.Kind.CLIENT_GONE, "client-closed"));
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent && reading == Reading.TUNNEL) {
            HalfClose.inputEnded(ctx.channel(), services.deadlines());
        }
        if (event instanceof ChannelInputShutdownEvent
                || event instanceof SslCloseCompletionEvent) {
            inputEnded();
        }
        ctx.fireUserEventTriggered(event);
    }

    private void inputEnded() {
        if (reading == Reading.TUNNEL && !inputShut) {
            inputShut = true;
            requireNonNull(exchange).requestEnd(null);
            closeTunnelWhenBothEnded();
        } else if (reading == Reading.DISCARDED) {
            context().close();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            if (exchange != null) {
                exchange.downstreamWritable();
            } else if (reading == Reading.HEAD) {
                process();
            }
        } else if (!isWatchingOutput()) {
            watchOutput();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        passOn();
        ctx.close();
    }

    // ---- when connections have to go ----

    @Override
    public long idleSince() {
        boolean idle = exchange == null && reading == Reading.HEAD && !headBegun;
        return idle && pendingBytes() == 0 ? idleSince : BUSY;
    }

    @Override
    public void endIdle() {
        reading = Reading.DISCARDED;
        context().close();
    }

    // ---- decoding ----

    private void process() {
        if (processing) {
            return;
        }
        processing = true;
        try {
            while (pending != null && step()) {
                dropEmptyPending();
            }
        } finally {
            processing = false;
        }
        if (reading == Reading.DISCARDED) {
            releasePending();
        }
        dropEmptyPending();
        holdBackWhenAhead();
    }

    /** One step of decoding; false when there is nothing to do with the bytes that are there. */
    private boolean step() {
        return switch (reading) {
            case HEAD -> readHead();
            case FIXED_BODY -> bodyWanted && readFixedBody();
            case CHUNKED_BODY -> bodyWanted && readChunks();
            case TUNNEL -> readTunnel();
            case NOTHING -> false;
            case DISCARDED -> discard();
        };
    }

    private boolean readHead() {
        ByteBuf in = requireNonNull(pending);
        if (!in.isReadable() || !isWritable()) {
            // A client that asks and does not read must not fill us with answers.
            return false;
        }
        return switch (heads.decode(in, request)) {
            case DecodeResult.Progress.NEED_MORE -> {
                startHeadTime();
                yield false;
            }
            case DecodeResult.Progress.COMPLETE -> {
                headBegun = false;
                open();
                yield true;
            }
            case Refusal refusal -> {
                refuseHead(refusal.status(), refusal.word());
                yield false;
            }
        };
    }

    private void startHeadTime() {
        if (!headBegun) {
            headBegun = true;
            watch(Watched.HEAD, services.settings().headNanos());
        }
    }

    private void open() {
        requests++;
        if (!isWatchingOutput()) {
            deadline.cancel();
        }
        closeAfterResponse =
                !request.isKeepAlive() || requests >= services.settings().maxRequests();
        responseStarted = false;
        responseDone = false;
        bodyWanted = true;
        Exchange opened = services.exchanges().exchange(client, request, this);
        exchange = opened;
        expectBody(opened);
        opened.open();
    }

    private void expectBody(Exchange opened) {
        if (request.isChunked()) {
            reading = Reading.CHUNKED_BODY;
            chunks().begin();
            awaitBody();
        } else if (request.contentLength() > 0) {
            reading = Reading.FIXED_BODY;
            bodyLeft = request.contentLength();
            awaitBody();
        } else {
            reading = Reading.NOTHING;
            opened.requestEnd(null);
        }
    }

    /** A client that waits for 100 is not slow before it has it (RFC 9110 section 10.1.1). */
    private void awaitBody() {
        bodyHeldBack = request.expectsContinue();
        if (!bodyHeldBack) {
            watchBodyProgress();
        }
    }

    private void bodyBegins() {
        if (bodyHeldBack) {
            bodyHeldBack = false;
            watchBodyProgress();
        }
    }

    private boolean readFixedBody() {
        bodyBegins();
        ByteBuf piece = take(bodyLeft);
        bodyLeft -= piece.readableBytes();
        bodyInWindow += piece.readableBytes();
        Exchange current = requireNonNull(exchange);
        current.requestBody(piece);
        if (bodyLeft == 0 && reading == Reading.FIXED_BODY) {
            requestDone(null);
        }
        return true;
    }

    private boolean readChunks() {
        bodyBegins();
        ByteBuf in = requireNonNull(pending);
        Exchange current = requireNonNull(exchange);
        int before = in.readableBytes();
        DecodeResult result = chunks().decode(in, current::requestBody, trailers);
        bodyInWindow += before - in.readableBytes();
        if (reading != Reading.CHUNKED_BODY) {
            return true;
        }
        return switch (result) {
            case DecodeResult.Progress.NEED_MORE -> false;
            case DecodeResult.Progress.COMPLETE -> {
                requestDone(trailers);
                yield true;
            }
            case Refusal refusal -> {
                current.refuse(
                        Failure.downstream(Failure.Kind.REFUSED, refusal.word()), refusal.status());
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

    private void requestDone(@Nullable Trailers withTrailers) {
        reading = Reading.NOTHING;
        if (watched == Watched.BODY) {
            deadline.cancel();
        }
        requireNonNull(exchange).requestEnd(withTrailers);
        if (responseDone && reading == Reading.NOTHING) {
            next();
        }
    }

    private boolean readTunnel() {
        requireNonNull(exchange).requestBody(take(Long.MAX_VALUE));
        return true;
    }

    private boolean discard() {
        releasePending();
        return false;
    }

    /** At most so many of the bytes that are there; the buffer itself when it is all of them. */
    private ByteBuf take(long atMost) {
        ByteBuf in = requireNonNull(pending);
        if (in.readableBytes() <= atMost) {
            pending = null;
            return in;
        }
        return in.readRetainedSlice((int) atMost);
    }

    private void dropEmptyPending() {
        if (pending != null && !pending.isReadable()) {
            releasePending();
        }
    }

    private void releasePending() {
        ByteBuf in = pending;
        pending = null;
        if (in != null) {
            in.release();
        }
    }

    /**
     * While a decoder is in the middle of the bytes they stay; the loop that called it drops them.
     */
    private void releasePendingUnlessInUse() {
        if (!processing) {
            releasePending();
        }
    }

    /**
     * Stops reading while bytes wait that cannot be decoded yet: the next request, or a body that
     * nobody can take.
     */
    private void holdBackWhenAhead() {
        boolean ahead =
                switch (reading) {
                    case NOTHING ->
                            pending != null
                                    && pending.readableBytes()
                                            > services.settings().maxPipelinedBytes();
                    case FIXED_BODY, CHUNKED_BODY, TUNNEL -> !bodyWanted;
                    case HEAD -> pending != null && !isWritable();
                    case DISCARDED -> false;
                };
        context().channel().config().setAutoRead(!ahead);
    }

    // ---- the end of an exchange ----

    @Override
    public void sendInformational(ResponseHead head) {
        if (request.version() != Version.HTTP_1_0) {
            writeHead(head, services.plan().begin());
            if (head.status() == 100) {
                bodyBegins();
            }
        }
    }

    @Override
    public void sendHead(ResponseHead head, boolean last) {
        responseStarted = true;
        if (!isWatchingOutput()) {
            deadline.cancel();
        }
        ResponsePlan plan = services.plan().begin().date(services.date().now());
        frame(plan, head, last);
        if (services.draining().getAsBoolean() || isReadingBody()) {
            // The rest of a request that is answered early is not waited for.
            closeAfterResponse = true;
        }
        plan.connection(connectionOption());
        writeHead(head, plan);
        if (last) {
            responseDone();
        }
    }

    /** RFC 9112 section 6.3, from the sender's side. */
    private void frame(ResponsePlan plan, ResponseHead head, boolean last) {
        if (last) {
            framing = BodyFraming.NONE;
            frameWithoutBody(plan, head);
        } else if (head.contentLength() >= 0) {
            framing = BodyFraming.LENGTH;
            plan.length(head.contentLength());
        } else if (request.version() == Version.HTTP_1_0) {
            framing = BodyFraming.UNTIL_CLOSE;
            closeAfterResponse = true;
            plan.untilClose();
        } else {
            framing = BodyFraming.CHUNKED;
            plan.chunked();
        }
    }

    /** HEAD and 304 may tell a length without sending it; 1xx and 204 must not; the rest says 0. */
    private void frameWithoutBody(ResponsePlan plan, ResponseHead head) {
        boolean toldOnly = request.method() == Method.HEAD || head.status() == 304;
        if (toldOnly && head.contentLength() >= 0) {
            plan.length(head.contentLength());
        } else if (!toldOnly && head.status() != 204) {
            plan.length(0);
        }
    }

    private ResponsePlan.Connection connectionOption() {
        if (closeAfterResponse) {
            return ResponsePlan.Connection.CLOSE;
        }
        return request.version() == Version.HTTP_1_0
                ? ResponsePlan.Connection.KEEP_ALIVE
                : ResponsePlan.Connection.IMPLIED;
    }

    private void writeHead(ResponseHead head, ResponsePlan plan) {
        int body = Math.clamp(head.contentLength(), 0, MAX_COPIED_BYTES);
        ByteBuf out = context().alloc().ioBuffer(256 + head.length() + body);
        services.encoder().encode(head, plan, out);
        passOn();
        written(out);
        unsent = out;
    }

    @Override
    public void sendSwitch(ResponseHead head) {
        writeHead(head, services.plan().begin().connection(ResponsePlan.Connection.UPGRADE));
        responseStarted = true;
        framing = BodyFraming.UNTIL_CLOSE;
        closeAfterResponse = true;
        reading = Reading.TUNNEL;
        if (!isWatchingOutput()) {
            deadline.cancel();
        }
        HalfClose.allow(context().channel());
        process();
    }

    @Override
    public void sendBody(ByteBuf data) {
        if (framing == BodyFraming.CHUNKED) {
            ChunkEncoder.writeChunk(context().alloc(), data, pieces);
        } else {
            write(data);
        }
    }

    @Override
    public void sendEnd(@Nullable Trailers responseTrailers) {
        if (reading == Reading.TUNNEL) {
            endTunnelOutput();
            return;
        }
        if (framing == BodyFraming.CHUNKED) {
            ByteBuf last = context().alloc().ioBuffer(64);
            ChunkEncoder.writeLast(last, responseTrailers);
            write(last);
        }
        responseDone();
    }

    private void responseDone() {
        responseDone = true;
        if (reading == Reading.NOTHING) {
            next();
        } else {
            discardRestOfRequest();
        }
    }

    /** After a complete exchange: the next request, or the end of the connection. */
    private void next() {
        exchange = null;
        if (closeAfterResponse) {
            closeAfterFlush();
            return;
        }
        reading = Reading.HEAD;
        responseStarted = false;
        idleSince = services.deadlines().nanoTime();
        if (!isWatchingOutput()) {
            watch(Watched.IDLE, services.settings().idleNanos());
        }
        process();
    }

    private void closeAfterFlush() {
        if (pending != null && pending.isReadable()) {
            discardRestOfRequest();
            return;
        }
        reading = Reading.DISCARDED;
        closeWhenSent();
        watchOutputThatStays();
    }

    /**
     * The response is complete and the request is not: no further byte is read as a request.
     * Closing at once would reset the connection under a response that is still on its way (RFC
     * 9112 section 9.6), so our side is shut first and the rest is read and dropped for a while.
     */
    private void discardRestOfRequest() {
        reading = Reading.DISCARDED;
        exchange = null;
        releasePendingUnlessInUse();
        context().channel().config().setAutoRead(true);
        passOn();
        LingeringClose.begin(context(), services.deadlines());
        watchOutputThatStays();
    }

    @Override
    public void closeTunnel() {
        responseDone = true;
        discardRestOfRequest();
    }

    private void endTunnelOutput() {
        if (!outputShut) {
            outputShut = true;
            passOn();
            LingeringClose.shutOutput(context());
            closeTunnelWhenBothEnded();
        }
    }

    private void closeTunnelWhenBothEnded() {
        if (inputShut && outputShut) {
            exchange = null;
            reading = Reading.DISCARDED;
            closeWhenSent();
            watchOutputThatStays();
        }
    }

    @Override
    public void closeAfterResponse() {
        closeAfterResponse = true;
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
        if (wanted && isReadingBody() && !bodyHeldBack) {
            watchBodyProgress();
        } else if (!wanted && watched == Watched.BODY) {
            deadline.cancel();
        }
        if (wanted) {
            process();
        } else {
            holdBackWhenAhead();
        }
    }

    @Override
    public void abort(Failure failure) {
        exchange = null;
        reading = Reading.DISCARDED;
        releasePendingUnlessInUse();
        passOn();
        context().flush();
        if (responseStarted && framing == BodyFraming.UNTIL_CLOSE) {
            // An ordinary end would make a whole response of what is none.
            context().channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        context().close();
    }

    // ---- refusals before there is an exchange ----

    private void refuseHead(int status, String reason) {
        String requestId = RequestId.next();
        LocalReplies.Rendered rendered =
                services.localReplies().render(LocalReply.of(status, reason), null, requestId);
        services.refusals()
                .refused(
                        client,
                        request.hasMethod() ? request : null,
                        status,
                        reason,
                        requestId,
                        rendered.bodyBytes());
        responseDone = false;
        closeAfterResponse = true;
        request.clear();
        reading = Reading.DISCARDED;
        rendered.sendTo(this);
    }

    // ---- writing ----

    /**
     * A small body is copied behind its head: one buffer costs TLS and the kernel less than two.
     */
    private void write(ByteBuf data) {
        ByteBuf head = unsent;
        written(data);
        if (head != null
                && data.readableBytes()
                        <= Math.min(MAX_COPIED_BYTES, head.maxFastWritableBytes())) {
            head.writeBytes(data);
            data.release();
        } else {
            passOn();
            context().write(data, context().voidPromise());
        }
    }

    private void written(ByteBuf data) {
        writtenBytes += data.readableBytes();
        if (!flushPending) {
            flushPending = true;
            services.flushes().addPrompt(this);
        }
    }

    /** Nothing more can follow in the head's buffer. */
    private void passOn() {
        ByteBuf head = unsent;
        if (head != null) {
            unsent = null;
            context().write(head, context().voidPromise());
        }
    }

    private void releaseUnsent() {
        ByteBuf head = unsent;
        unsent = null;
        if (head != null) {
            head.release();
        }
    }

    private void closeWhenSent() {
        passOn();
        context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void flushNow() {
        flushPending = false;
        passOn();
        context().flush();
        watchOutputThatStays();
    }

    private ChannelHandlerContext context() {
        return requireNonNull(context);
    }

    // ---- times ----

    private boolean isReadingBody() {
        return reading == Reading.FIXED_BODY || reading == Reading.CHUNKED_BODY;
    }

    private void watch(Watched what, long nanos) {
        watched = what;
        deadline.setIn(nanos);
    }

    /** The first window is longer by the grace: a client may need that to begin. */
    private void watchBodyProgress() {
        if (!responseStarted && !isWatchingOutput()) {
            bodyInWindow = 0;
            watch(
                    Watched.BODY,
                    services.settings().bodyGraceNanos() + services.settings().bodyProgressNanos());
        }
    }

    private boolean isWatchingOutput() {
        return watched == Watched.OUTPUT && deadline.isSet();
    }

    /** While a response has begun or is complete, what the kernel does not take is watched. */
    private void watchOutputThatStays() {
        boolean answering = responseStarted || reading == Reading.HEAD;
        if (answering && !isWatchingOutput() && pendingBytes() > 0) {
            watchOutput();
        }
    }

    private void watchOutput() {
        sentAtWindowStart = sentBytes();
        watch(Watched.OUTPUT, services.settings().responseProgressNanos());
    }

    private long pendingBytes() {
        int held = unsent == null ? 0 : unsent.readableBytes();
        return held + LingeringClose.pendingBytes(context().channel());
    }

    private long sentBytes() {
        return writtenBytes - pendingBytes();
    }

    private final class ConnectionDeadline extends Deadline {
        ConnectionDeadline() {
            super(services.deadlines());
        }

        @Override
        protected void expired() {
            switch (watched) {
                case IDLE -> context().close();
                case HEAD -> refuseHead(408, "head-timeout");
                case BODY -> bodySlow();
                case OUTPUT -> outputSlow();
            }
        }

        private void bodySlow() {
            if (bodyInWindow >= services.settings().bodyProgressBytes()) {
                bodyInWindow = 0;
                setIn(services.settings().bodyProgressNanos());
            } else {
                requireNonNull(exchange)
                        .refuse(Failure.downstream(Failure.Kind.CLIENT_SLOW, "body-timeout"), 408);
            }
        }

        private void outputSlow() {
            if (pendingBytes() == 0) {
                outputGone();
            } else if (sentBytes() - sentAtWindowStart
                    >= services.settings().responseProgressBytes()) {
                watchOutput();
            } else {
                giveUpOnClient();
            }
        }

        /** All was taken meanwhile: whatever else would be watched is watched now. */
        private void outputGone() {
            if (reading == Reading.HEAD) {
                long nanos = services.settings().idleNanos();
                watch(headBegun ? Watched.HEAD : Watched.IDLE, nanos);
            } else if (isReadingBody() && bodyWanted) {
                watchBodyProgress();
            }
        }

        private void giveUpOnClient() {
            Failure failure = Failure.downstream(Failure.Kind.CLIENT_SLOW, "response-timeout");
            Exchange current = exchange;
            abort(failure);
            if (current != null) {
                current.downstreamFailed(failure);
            }
        }
    }
}
