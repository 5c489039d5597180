package dev.waggle.proxy.real.load;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.concurrent.TimeUnit;

/**
 * Says something over a WebSocket five times a second, and wants it back; in order is a Close frame
 * that asks to come again (1012, RFC 6455 section 7.4.1 and its registry).
 */
final class WebSocketTalker extends SimpleChannelInboundHandler<WebSocketFrame> {
    private static final int SERVICE_RESTART = 1012;
    private static final long EVERY_MILLIS = 200;

    private final Streams.End end;
    private long said;
    private long heard;
    private boolean closing;

    WebSocketTalker(Streams.End end) {
        this.end = end;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            say(context);
        } else if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
            broken(context, "no handshake");
        } else if (event instanceof IdleStateEvent) {
            broken(context, "silent");
        }
    }

    private void say(ChannelHandlerContext context) {
        if (context.channel().isActive() && !closing) {
            context.writeAndFlush(new TextWebSocketFrame(Long.toString(said++)));
            context.executor().schedule(() -> say(context), EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        switch (frame) {
            case TextWebSocketFrame text when text.text().equals(Long.toString(heard)) -> heard++;
            case CloseWebSocketFrame close when close.statusCode() == SERVICE_RESTART -> {
                closing = true;
                end.inOrder();
                context.writeAndFlush(new CloseWebSocketFrame(close.statusCode(), ""))
                        .addListener(ChannelFutureListener.CLOSE);
            }
            case CloseWebSocketFrame close -> broken(context, "close " + close.statusCode());
            default -> broken(context, "unexpected " + frame);
        }
    }

    private void broken(ChannelHandlerContext context, String why) {
        end.broken(why);
        context.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        broken(context, String.valueOf(cause.getMessage()));
    }
}
