package dev.waggle.proxy.tls;

import dev.waggle.acme.Certificates;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server on a free port that terminates TLS and sends back what it gets. */
final class TlsEcho implements AutoCloseable {

    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    final TlsContexts contexts;
    final ChallengeContexts challenges;
    final AtomicInteger challengesShown = new AtomicInteger();
    final BlockingQueue<TlsFacts> secured = new LinkedBlockingQueue<>();
    final BlockingQueue<HandshakeFailure> failures = new LinkedBlockingQueue<>();
    private final TlsTermination termination;
    private final Channel listener;

    TlsEcho(TlsSettings settings, Certificates certificates, OnDemandCertificates onDemand) {
        this(settings, certificates, onDemand, null);
    }

    /** One that keeps its ticket secrets in this file. */
    TlsEcho(
            TlsSettings settings,
            Certificates certificates,
            OnDemandCertificates onDemand,
            @Nullable Path ticketFile) {
        contexts =
                new TlsContexts(
                        settings,
                        ClientCertificates.NONE,
                        Instant.EPOCH,
                        new SecureRandom(),
                        ticketFile);
        contexts.publish(certificates);
        challenges = new ChallengeContexts(settings, Instant.EPOCH, new SecureRandom());
        termination =
                new TlsTermination(
                        settings, contexts, onDemand, challenges, Instant::now, new Outcomes());
        listener =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        termination.addTo(channel.pipeline());
                                    }
                                })
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .syncUninterruptibly()
                        .channel();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(address().getAddress(), address().getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 5, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
        termination.close();
        contexts.close();
    }

    private final class Outcomes implements TlsListener {
        @Override
        public void secured(Channel channel, TlsFacts facts) {
            channel.pipeline().addLast(new Echo());
            secured.add(facts);
        }

        @Override
        public void challengeShown(Channel channel) {
            challengesShown.incrementAndGet();
        }

        @Override
        public void handshakeFailed(Channel channel, HandshakeFailure failure) {
            failures.add(failure);
        }
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            var _ = ctx.writeAndFlush(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            var _ = ctx.close();
        }
    }
}
