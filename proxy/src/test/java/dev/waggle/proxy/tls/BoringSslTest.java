package dev.waggle.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import dev.waggle.proxy.tls.UpstreamTls.Verification;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What only the native library can do, between our own client and our own server. */
@ExtendWith(LeakCheck.class)
class BoringSslTest {

    private static final String TASK = "task.example.org";

    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final TlsEcho server =
            new TlsEcho(
                    Settings.with(TlsProvider.BORINGSSL),
                    TestCertificates.serving(new TestCertificates().certificate(TASK)),
                    OnDemandCertificates.NONE);
    private final UpstreamTls tls;

    BoringSslTest() throws TlsUnusable {
        tls = UpstreamTls.create(List.of(), TlsProvider.BORINGSSL);
    }

    @AfterEach
    void close() {
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        server.close();
        tls.close();
    }

    @Test
    void isTheBestProviderHere() {
        assertThat(TlsProvider.best()).isEqualTo(TlsProvider.BORINGSSL);
    }

    @Test
    void agreesOnKeysThatResistQuantumComputers() throws Exception {
        assertThat(exchange().group()).isEqualTo("X25519MLKEM768");
    }

    @Test
    void resumesTheSessionOfAnUpstream() throws Exception {
        assertThat(exchange().isResumed()).isFalse();
        assertThat(exchange().isResumed()).isTrue();
    }

    private record Session(String group, boolean isResumed) {}

    /** Shakes hands, sends a line and waits for its echo, after which the ticket has arrived. */
    private Session exchange() throws Exception {
        CompletableFuture<String> echo = new CompletableFuture<>();
        Channel channel =
                new Bootstrap()
                        .group(loop)
                        .channel(NioSocketChannel.class)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast(handler(channel), new Reader(echo));
                                    }
                                })
                        .connect(server.address())
                        .sync()
                        .channel();
        SslHandler ssl = channel.pipeline().get(SslHandler.class);
        ssl.handshakeFuture().sync();
        channel.writeAndFlush(ByteBufUtil.writeAscii(channel.alloc(), "hello")).sync();
        assertThat(echo.get(9, TimeUnit.SECONDS)).isEqualTo("hello");
        long pointer = ((ReferenceCountedOpenSslEngine) ssl.engine()).sslPointer();
        Session session = new Session(SSL.getGroupName(pointer), SSL.isSessionReused(pointer));
        channel.close().sync();
        return session;
    }

    private SslHandler handler(Channel channel) {
        return tls.newHandler(
                channel.alloc(),
                Alpn.HTTP_1_1,
                TASK,
                server.address().getPort(),
                Verification.INSECURE,
                Duration.ofSeconds(9));
    }

    private static final class Reader extends SimpleChannelInboundHandler<ByteBuf> {

        private final CompletableFuture<String> echo;

        Reader(CompletableFuture<String> echo) {
            this.echo = echo;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
            echo.complete(message.toString(java.nio.charset.StandardCharsets.US_ASCII));
        }
    }
}
