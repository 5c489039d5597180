package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.programs.Waggle;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that have been answered once and then stay, as browsers do. They are 8,000, as a process
 * here may often have no more than 20,000 descriptors: from 8,400 on idle connections make room.
 */
@Tag("real")
final class IdleTlsConnectionsTest {
    private static final String HOST = "blog.test";
    private static final int MANY = 8000;
    private static final int FEW = 500;
    private static final int OF_AN_ADDRESS = 500;
    private static final int OPENING_AT_ONCE = 50;
    private static final int LONGEST_SECONDS = 20;
    private static final long MOST_BYTES_OF_ONE = 30 * 1024;
    private static final int WAVES = 40;
    private static final int OF_A_WAVE = 1000;
    private static final Pattern COLLECTED =
            Pattern.compile(
                    "(?m)^jvm_gc_pause_seconds_count\\{[^}]*cause=\"System\\.gc\\(\\)\"[^}]*} [1-9]");

    @TempDir Path folder;
    private final TestTask task = TestTask.named("blog");
    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Semaphore opening = new Semaphore(OPENING_AT_ONCE);
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final SslContext tls = trustingAll();
    private final Bootstrap client = client();
    private Waggle waggle;

    @BeforeEach
    void start() throws Exception {
        Stack stack = new Stack().service("blog", task, "host", HOST);
        waggle =
                Waggle.serve(
                        folder,
                        Files.writeString(folder.resolve("stack.yml"), stack.yaml()),
                        List.of(),
                        List.of(),
                        Map.of("timeouts-keep-alive", "10m"));
    }

    private static SslContext trustingAll() {
        try {
            return SslContextBuilder.forClient()
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Bootstrap client() {
        return new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline()
                                        .addLast(tls.newHandler(channel.alloc(), HOST, 443))
                                        .addLast(new OneRequest());
                            }
                        });
    }

    @AfterEach
    void stop() {
        open.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, LONGEST_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        ReferenceCountUtil.release(tls);
        waggle.close();
        task.close();
    }

    @Test
    void thousandsCostLittleEach(TestReporter reporter) throws Exception {
        open(FEW);
        long few = waggle.program().residentBytes();
        open(MANY - FEW);
        long many = waggle.program().residentBytes();
        long each = (many - few) / (MANY - FEW);
        reporter.publishEntry(
                "idle TLS connections",
                "%.1f KiB each; the process %d MB with %d, %d MB with %d"
                        .formatted(each / 1024.0, few >> 20, FEW, many >> 20, MANY));
        assertThat(waggle.admin("/metrics"))
                .contains("waggle_connections_open{listener=\"https\"} " + MANY + ".0");
        assertThat(each).isLessThan(MOST_BYTES_OF_ONE);
    }

    @Test
    void whatTheyLeaveIsCollectedBeforeTheHeapIsFull() throws Exception {
        for (int i = 0; i < WAVES && !isCollected(); i++) {
            open(OF_A_WAVE);
            open.close().sync();
        }
        Eventually.is(this::isCollected);
    }

    private boolean isCollected() {
        return COLLECTED.matcher(waggle.admin("/metrics")).find();
    }

    private void open(int number) throws InterruptedException {
        int all = answered.get() + number;
        for (int i = 0; i < number; i++) {
            assertThat(opening.tryAcquire(LONGEST_SECONDS, TimeUnit.SECONDS))
                    .as("after %d answers %s", answered.get(), failure.get())
                    .isTrue();
            int address = 2 + i / OF_AN_ADDRESS;
            ChannelFuture connecting =
                    client.connect(
                            new InetSocketAddress(
                                    InetAddress.getLoopbackAddress(), waggle.httpsPort()),
                            new InetSocketAddress("127.0.0." + address, 0));
            open.add(connecting.channel());
        }
        Eventually.is(() -> answered.get() >= all);
    }

    private final class OneRequest extends SimpleChannelInboundHandler<ByteBuf> {
        private boolean isAnswered;

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
                byte[] request =
                        "GET / HTTP/1.1\r\nHost: blog.test\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII);
                ctx.writeAndFlush(Unpooled.wrappedBuffer(request));
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
            if (!isAnswered) {
                isAnswered = true;
                opening.release();
                answered.incrementAndGet();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            failure.set(cause);
            ctx.close();
        }
    }
}
