package dev.waggle.proxy.warmup;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.List;

/**
 * One connection: after the handshake it keeps some requests under way, until it has had its share.
 */
abstract class PracticeClient extends ByteToMessageDecoder {
    /** Handshakes are dear, and requests want to be many: about as browsers do it. */
    private static final int SHARE = 50;

    private final PracticeClients clients;
    private final Runnable again;
    private int asked;
    private int answered;
    private boolean over;

    /**
     * @param again connects another one, with a handshake of its own
     */
    PracticeClient(PracticeClients clients, Runnable again) {
        this.clients = clients;
        this.again = again;
    }

    /** How many requests may be under way at once. */
    abstract int atOnce();

    /** Writes what comes before the first request. */
    abstract void begin(ChannelHandlerContext context);

    /**
     * Writes a request; the next flush takes it along.
     *
     * @param number 0 for the first of this connection
     */
    abstract void ask(ChannelHandlerContext context, int number);

    /** Reads on, and tells of each answer that ends. */
    @Override
    protected abstract void decode(
            ChannelHandlerContext context, ByteBuf bytes, List<Object> unused);

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            begin(context);
            for (int i = 0; i < atOnce(); i++) {
                askNext(context);
            }
            context.flush();
            endIfIdle(context);
        }
    }

    /** An answer has ended. */
    final void answered(ChannelHandlerContext context) {
        answered++;
        clients.answerCame();
        askNext(context);
    }

    private void askNext(ChannelHandlerContext context) {
        if (asked < SHARE && clients.takeOne()) {
            ask(context, asked);
            asked++;
        }
    }

    private void endIfIdle(ChannelHandlerContext context) {
        if (asked == answered && !over) {
            over = true;
            context.close();
            if (clients.wantMore()) {
                again.run();
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        super.channelReadComplete(context);
        context.flush();
        if (asked > 0) {
            endIfIdle(context);
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        if (!over) {
            clients.fail();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
