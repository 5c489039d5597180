package dev.waggle.proxy.real.load;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2ResetFrame;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads answers, on a connection of HTTP/1.1 or a stream of HTTP/2. */
final class CallHandler extends SimpleChannelInboundHandler<HttpObject> {
    private final Consumer<Boolean> done;
    private @Nullable Call call;
    private boolean keepsAlive;

    /**
     * @param done told when an answer is complete, and whether another request may follow
     */
    CallHandler(Consumer<Boolean> done) {
        this.done = done;
    }

    /** The request that was written last; its answer comes next. */
    void expect(Call sent) {
        call = sent;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        Call asked = call;
        if (asked == null) {
            context.close();
            return;
        }
        if (part.decoderResult().isFailure()) {
            fail(context, "broken answer: " + part.decoderResult().cause().getMessage());
            return;
        }
        if (part instanceof HttpResponse response) {
            keepsAlive = HttpUtil.isKeepAlive(response);
            asked.status(response.status().code());
        }
        if (part instanceof HttpContent content) {
            asked.body(content.content());
        }
        if (part instanceof LastHttpContent) {
            call = null;
            asked.ended();
            done.accept(keepsAlive);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2ResetFrame reset) {
            fail(context, "reset with " + reset.errorCode());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(context, "closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(context, String.valueOf(cause.getMessage()));
    }

    private void fail(ChannelHandlerContext context, String why) {
        Call asked = call;
        call = null;
        if (asked != null) {
            asked.failed(why);
        }
        context.close();
    }
}
