package dev.waggle.proxy.real.load;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Requests of one host over a few connections of HTTP/2, many at a time. A connection that the
 * proxy wants to end (GOAWAY) gets no new ones, and another takes its place. Belongs to one event
 * loop.
 */
final class Http2Calls {
    private static final int MOST_STREAMS = 90;

    private final Connections connections;
    private final String host;
    private final List<User> usable = new ArrayList<>();

    /**
     * Opens its connections.
     *
     * @param count how many
     */
    Http2Calls(Connections connections, String host, int count) {
        this.connections = connections;
        this.host = host;
        for (int i = 0; i < count; i++) {
            new User().open();
        }
    }

    /** Whether a request can begin now. */
    boolean hasRoom() {
        return leastBusy().isPresent();
    }

    private Optional<User> leastBusy() {
        return usable.stream()
                .filter(user -> user.streams < MOST_STREAMS)
                .min(Comparator.comparingInt(user -> user.streams));
    }

    void begin(Call call) {
        leastBusy().ifPresentOrElse(user -> user.send(call), () -> call.failed("no connection"));
    }

    /** A connection; it is usable from the first SETTINGS to the end or a GOAWAY. */
    private final class User extends ChannelInboundHandlerAdapter {
        private Channel channel;
        private int streams;
        private boolean replaced;

        @SuppressWarnings("NullAway.Init") // the channel is there before anything else is called
        User() {}

        void open() {
            channel =
                    connections
                            .http2(
                                    host,
                                    it ->
                                            it.pipeline()
                                                    .addLast(
                                                            Http2FrameCodecBuilder.forClient()
                                                                    .build(),
                                                            new Http2MultiplexHandler(
                                                                    new ChannelInboundHandlerAdapter()),
                                                            this))
                            .channel();
            channel.closeFuture().addListener(_ -> replace());
        }

        private void replace() {
            usable.remove(this);
            if (!replaced && !connections.loop().isShuttingDown()) {
                replaced = true;
                new User().open();
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            if (frame instanceof Http2SettingsFrame && !usable.contains(this) && !replaced) {
                usable.add(this);
            }
            if (frame instanceof Http2GoAwayFrame) {
                replace();
            }
            ReferenceCountUtil.release(frame);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }

        void send(Call call) {
            streams++;
            CallHandler handler = new CallHandler(_ -> {});
            new Http2StreamChannelBootstrap(channel)
                    .handler(
                            new ChannelInitializer<>() {
                                @Override
                                protected void initChannel(Channel stream) {
                                    stream.pipeline()
                                            .addLast(
                                                    new Http2StreamFrameToHttpObjectCodec(false),
                                                    handler);
                                }
                            })
                    .open()
                    .addListener(opened -> {
                        if (opened.isSuccess()) {
                            send((Http2StreamChannel) opened.getNow(), handler, call);
                        } else {
                            streams--;
                            call.failed("open a stream: " + opened.cause().getMessage());
                        }
                    });
        }

        private void send(Http2StreamChannel stream, CallHandler handler, Call call) {
            stream.closeFuture().addListener(_ -> streams--);
            handler.expect(call);
            stream.writeAndFlush(call.request());
            Stalls.watch(stream, call);
        }
    }
}
