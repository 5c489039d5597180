package dev.waggle.proxy.real.load;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateEvent;

/** Asks for a stream of events; in order is the end of a body that is whole. */
final class EventStreamReader extends SimpleChannelInboundHandler<HttpObject> {
    private final String host;
    private final Streams.End end;

    EventStreamReader(String host, Streams.End end) {
        this.host = host;
        this.end = end;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            var request =
                    new DefaultFullHttpRequest(
                            HttpVersion.HTTP_1_1, HttpMethod.GET, "/events", Unpooled.EMPTY_BUFFER);
            request.headers().set(HttpHeaderNames.HOST, host);
            context.writeAndFlush(request);
        } else if (event instanceof IdleStateEvent) {
            end.broken("silent");
            context.close();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (part.decoderResult().isFailure()) {
            end.broken("broken answer");
            context.close();
        } else if (part instanceof HttpResponse response && response.status().code() != 200) {
            end.broken("status " + response.status().code());
            context.close();
        } else if (part instanceof LastHttpContent) {
            end.inOrder();
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end.broken(String.valueOf(cause.getMessage()));
        context.close();
    }
}
