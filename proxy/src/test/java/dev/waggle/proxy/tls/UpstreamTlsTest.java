package dev.waggle.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waggle.acme.ServerCertificate;
import dev.waggle.proxy.testing.LeakCheck;
import dev.waggle.proxy.tls.UpstreamTls.Verification;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakCheck.class)
@ParameterizedClass
@EnumSource(TlsProvider.class)
class UpstreamTlsTest {

    private static final String TASK = "task.example.org";

    @TempDir Path folder;
    private final TlsProvider provider;
    private final TestCertificates authority = new TestCertificates();
    private final ServerCertificate certificate =
            authority.certificate(TASK, "other.example.org", "127.0.0.1");
    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final TlsEcho task;
    private UpstreamTls trusting;
    private UpstreamTls strange;

    UpstreamTlsTest(TlsProvider provider) throws TlsUnusable {
        this.provider = provider;
        task =
                new TlsEcho(
                        Settings.withDefault(Settings.with(provider), TASK),
                        TestCertificates.serving(certificate),
                        OnDemandCertificates.NONE);
        strange = UpstreamTls.create(List.of(), provider);
    }

    @BeforeEach
    void trustTheAuthority() throws Exception {
        Path ca = folder.resolve("ca.pem");
        String base64 = Base64.getMimeEncoder().encodeToString(authority.root.getEncoded());
        Files.writeString(
                ca, "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
        trusting = UpstreamTls.create(List.of(ca), provider);
    }

    @AfterEach
    void close() {
        loop.shutdownGracefully(0, 5, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
        task.close();
        trusting.close();
        strange.close();
    }

    @Test
    void verifiesAgainstAConfiguredAuthorityAndSendsTheName() throws Exception {
        connect(trusting, TASK, Verification.VERIFY);

        TlsFacts facts = task.secured.take();
        assertThat(facts.serverName()).isEqualTo(TASK);
        assertThat(facts.alpn()).isEqualTo(Alpn.HTTP_1_1);
        assertThat(facts.protocol()).isEqualTo("TLSv1.3");
    }

    @Test
    void refusesAnAuthorityThatIsNotTrusted() {
        assertThatThrownBy(() -> connect(strange, TASK, Verification.VERIFY))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void refusesACertificateOfAnotherName() {
        assertThatThrownBy(() -> connect(trusting, "wrong.example.org", Verification.VERIFY))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void acceptsAnyCertificateWhenInsecureAndStillSendsTheName() throws Exception {
        connect(strange, "wrong.example.org", Verification.INSECURE);

        assertThat(task.secured.take().serverName()).isEqualTo("wrong.example.org");
    }

    @Test
    void verifiesAnAddressWithoutSendingItAsAName() throws Exception {
        connect(trusting, "127.0.0.1", Verification.VERIFY);

        assertThat(task.secured.take().serverName()).isEmpty();
    }

    @Test
    void aSessionOfAnInsecureConnectionIsNeverVerifiedByResumption() throws Exception {
        connect(strange, TASK, Verification.INSECURE);

        assertThatThrownBy(() -> connect(strange, TASK, Verification.VERIFY))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void saysWhichAuthorityFileIsUnusable() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.pem"));

        assertThatThrownBy(() -> UpstreamTls.create(List.of(empty), provider))
                .isInstanceOf(TlsUnusable.class)
                .hasMessageContaining(empty.toString())
                .hasMessageContaining("no certificate");
        assertThatThrownBy(() -> UpstreamTls.create(List.of(folder.resolve("none")), provider))
                .isInstanceOf(TlsUnusable.class);
    }

    private void connect(UpstreamTls tls, String name, Verification verification) throws Exception {
        BlockingQueue<SslHandler> handlers = new LinkedBlockingQueue<>();
        Channel channel =
                new Bootstrap()
                        .group(loop)
                        .channel(NioSocketChannel.class)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        SslHandler handler =
                                                tls.newHandler(
                                                        channel.alloc(),
                                                        Alpn.HTTP_1_1,
                                                        name,
                                                        task.address().getPort(),
                                                        verification,
                                                        Duration.ofSeconds(9));
                                        handlers.add(handler);
                                        channel.pipeline().addLast(handler, new FailureTold());
                                    }
                                })
                        .connect(task.address())
                        .sync()
                        .channel();
        try {
            // Not asked of the pipeline: a handshake that failed at once has emptied it.
            handlers.take().handshakeFuture().sync();
        } finally {
            channel.close().sync();
        }
    }

    /** The handshake's future tells it; nobody has to log it as well. */
    private static final class FailureTold extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            var _ = ctx.close();
        }
    }
}
