package dev.waggle.proxy.real.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/** Opens connections over TLS to the proxy, all on one event loop. */
final class Connections {
    private static final int CONNECT_MILLIS = 20_000;

    private final EventLoop loop;
    private final InetSocketAddress address;
    private final SslContext http1;
    private final SslContext http2;

    Connections(EventLoop loop, Target target) {
        this.loop = loop;
        this.address = target.address();
        this.http1 = context(target, "http/1.1");
        this.http2 = context(target, "h2");
    }

    private static SslContext context(Target target, String protocol) {
        try {
            return SslContextBuilder.forClient()
                    .sslProvider(SslProvider.OPENSSL)
                    .trustManager(target.authority().toFile())
                    .applicationProtocolConfig(
                            new ApplicationProtocolConfig(
                                    Protocol.ALPN,
                                    SelectorFailureBehavior.NO_ADVERTISE,
                                    SelectedListenerFailureBehavior.ACCEPT,
                                    protocol))
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    EventLoop loop() {
        return loop;
    }

    /** Opens one for HTTP/1.1; what it adds to the channel stands behind TLS. */
    ChannelFuture http1(String host, Consumer<Channel> handlers) {
        return open(http1, host, handlers);
    }

    /** Opens one for HTTP/2. */
    ChannelFuture http2(String host, Consumer<Channel> handlers) {
        return open(http2, host, handlers);
    }

    private ChannelFuture open(SslContext tls, String host, Consumer<Channel> handlers) {
        return new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline()
                                        .addLast(
                                                tls.newHandler(
                                                        channel.alloc(), host, address.getPort()));
                                handlers.accept(channel);
                            }
                        })
                .connect(address);
    }
}
