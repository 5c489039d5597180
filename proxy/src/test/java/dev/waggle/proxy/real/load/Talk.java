package dev.waggle.proxy.real.load;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** What stands behind the codec of HTTP/1.1 on the connection of a stream. */
final class Talk {
    private static final int MAX_HEAD_BYTES = 64 << 10;

    private Talk() {}

    /** A WebSocket. */
    static ChannelHandler of(String host, Streams.End end) {
        WebSocketClientProtocolConfig config =
                WebSocketClientProtocolConfig.newBuilder()
                        .webSocketUri(URI.create("wss://" + host + "/live"))
                        .handleCloseFrames(false)
                        .build();
        return all(
                new HttpObjectAggregator(MAX_HEAD_BYTES),
                new WebSocketClientProtocolHandler(config),
                silence(),
                new WebSocketTalker(end));
    }

    /** A stream of events. */
    static ChannelHandler events(String host, Streams.End end) {
        return all(silence(), new EventStreamReader(host, end));
    }

    private static ChannelHandler silence() {
        return new IdleStateHandler(Call.STALL_NANOS, 0, 0, TimeUnit.NANOSECONDS);
    }

    private static ChannelHandler all(ChannelHandler... handlers) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(handlers);
            }
        };
    }
}
