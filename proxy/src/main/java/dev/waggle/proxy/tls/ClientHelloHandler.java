package dev.waggle.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ClientHello, chooses the certificate, and hands the connection to a TLS engine that
 * knows no other one.
 *
 * <p>What it refuses gets a fatal alert on the wire and is closed. The whole handshake has one
 * deadline, which begins here. It owns what it has collected: on hand-over the bytes go on to the
 * engine, otherwise they are released.
 */
final class ClientHelloHandler extends ChannelDuplexHandler {

    private enum Phase {
        READING,
        CHOOSING,
        DONE
    }

    // What one turn of the event loop may still read after reading was stopped. Clients have
    // nothing to say before they are
    // answered, since no early data is offered to them.
    private static final int MAX_WAITING_BYTES = 256 * 1024;

    private final TlsSettings settings;
    private final ContextChoice choice;
    private final TlsListener listener;
    private final ClientHelloReader reader;
    private Phase phase = Phase.READING;
    private ByteBuf collected = Unpooled.EMPTY_BUFFER;
    private boolean readWanted;
    private long deadlineNanos;
    private @Nullable ScheduledFuture<?> timer;

    ClientHelloHandler(TlsSettings settings, ContextChoice choice, TlsListener listener) {
        this.settings = settings;
        this.choice = choice;
        this.listener = listener;
        this.reader = new ClientHelloReader(settings.maxClientHelloBytes());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        long timeoutNanos = settings.handshakeTimeout().toNanos();
        deadlineNanos = ctx.executor().ticker().nanoTime() + timeoutNanos;
        timer =
                ctx.executor()
                        .schedule(
                                () -> refuse(ctx, HandshakeFailure.TIMEOUT),
                                timeoutNanos,
                                TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (phase == Phase.DONE) {
            bytes.release();
            return;
        }
        collected = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), collected, bytes);
        if (phase == Phase.READING) {
            readHello(ctx);
        } else if (collected.readableBytes() > MAX_WAITING_BYTES) {
            refuse(ctx, HandshakeFailure.CLIENT_HELLO_TOO_LARGE);
        }
    }

    /** While the certificate is being chosen nothing more is read: it would only be kept. */
    @Override
    public void read(ChannelHandlerContext ctx) {
        if (phase == Phase.CHOOSING) {
            readWanted = true;
        } else {
            ctx.read();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lose(ctx);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            lose(ctx);
            var _ = ctx.close();
        } else {
            refuse(ctx, HandshakeFailure.INTERNAL);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancelTimer();
        collected.release();
        collected = Unpooled.EMPTY_BUFFER;
    }

    private void readHello(ChannelHandlerContext ctx) {
        try {
            ClientHello hello = reader.read(collected);
            if (hello != null) {
                choose(ctx, hello);
            }
        } catch (HandshakeRefused e) {
            refuse(ctx, e.failure());
        }
    }

    private void choose(ChannelHandlerContext ctx, ClientHello hello) {
        phase = Phase.CHOOSING;
        CompletableFuture<ServerContext> chosen = choice.choose(hello);
        if (chosen.isDone()) {
            complete(ctx, hello, chosen);
        } else {
            var _ =
                    chosen.whenCompleteAsync(
                            (_, _) -> complete(ctx, hello, chosen), ctx.executor());
        }
    }

    private void complete(
            ChannelHandlerContext ctx, ClientHello hello, CompletableFuture<ServerContext> chosen) {
        if (phase != Phase.CHOOSING) {
            return;
        }
        if (chosen.isCompletedExceptionally()) {
            refuse(ctx, failureOf(chosen.exceptionNow()));
            return;
        }
        ServerContext context = chosen.resultNow();
        SslHandler ssl = context.newHandler(ctx.alloc());
        if (ssl == null) {
            // Discarded since it was found, so there is a newer one.
            choose(ctx, hello);
        } else {
            handOver(
                    ctx,
                    ssl,
                    new HandshakeOutcome(ssl, hello.serverName(), context.shownNames(), listener));
        }
    }

    private void handOver(ChannelHandlerContext ctx, SslHandler ssl, HandshakeOutcome outcome) {
        phase = Phase.DONE;
        cancelTimer();
        long leftNanos = deadlineNanos - ctx.executor().ticker().nanoTime();
        ssl.setHandshakeTimeout(
                Math.max(1, TimeUnit.NANOSECONDS.toMillis(leftNanos)), TimeUnit.MILLISECONDS);
        ByteBuf bytes = collected;
        collected = Unpooled.EMPTY_BUFFER;
        ctx.pipeline().addAfter(ctx.name(), null, outcome).addAfter(ctx.name(), null, ssl);
        ctx.fireChannelRead(bytes);
        ctx.fireChannelReadComplete();
        if (readWanted) {
            ctx.read();
        }
        ctx.pipeline().remove(this);
    }

    private void refuse(ChannelHandlerContext ctx, HandshakeFailure failure) {
        if (phase == Phase.DONE) {
            return;
        }
        phase = Phase.DONE;
        cancelTimer();
        listener.handshakeFailed(ctx.channel(), failure);
        ctx.writeAndFlush(failure.alert().toRecord(ctx.alloc()))
                .addListener(ChannelFutureListener.CLOSE);
    }

    private void lose(ChannelHandlerContext ctx) {
        // A connection without a byte is a port probe, not a handshake.
        if (phase != Phase.DONE && collected.isReadable()) {
            listener.handshakeFailed(ctx.channel(), HandshakeFailure.CLOSED);
        }
        phase = Phase.DONE;
        cancelTimer();
    }

    private static HandshakeFailure failureOf(Throwable cause) {
        Throwable root =
                cause instanceof CompletionException && cause.getCause() != null
                        ? cause.getCause()
                        : cause;
        return root instanceof HandshakeRefused refused
                ? refused.failure()
                : HandshakeFailure.INTERNAL;
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
