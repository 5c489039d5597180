package dev.waggle.proxy.warmup;

import dev.waggle.proxy.listener.Transport;
import dev.waggle.proxy.tls.Alpn;
import dev.waggle.proxy.tls.UpstreamTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients over HTTP/1.1 and HTTP/2 that ask a proxy on loopback until they have as many answers as
 * they want. All on one event loop, but for {@link #answered()} and {@link #areDone()}, which any
 * thread may ask.
 */
public final class PracticeClients {
    /** Of each protocol, at once. */
    private static final int CONNECTIONS = 4;

    private static final Duration HANDSHAKE_TIME = Duration.ofSeconds(5);

    private final EventLoop loop;
    private final UpstreamTls tls;
    private final String host;
    private final int wanted;
    private final Bootstrap bootstrap;
    private final AtomicInteger answers = new AtomicInteger();
    private int asked;
    private volatile boolean failed;

    /**
     * @param tls whose word is not checked
     * @param host that is asked for
     * @param wanted how many answers are enough
     */
    public PracticeClients(
            Transport transport,
            EventLoop loop,
            ByteBufAllocator buffers,
            UpstreamTls tls,
            String host,
            int wanted) {
        this.loop = loop;
        this.tls = tls;
        this.host = host;
        this.wanted = wanted;
        this.bootstrap =
                new Bootstrap()
                        .group(loop)
                        .channel(transport.clientChannel())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.ALLOCATOR, buffers);
    }

    /** Begins, and returns at once. Once; any thread. */
    public void start(InetSocketAddress proxy) {
        loop.execute(() -> {
            for (int i = 0; i < CONNECTIONS; i++) {
                connect(proxy, Alpn.HTTP_1_1);
                connect(proxy, Alpn.HTTP_2);
            }
        });
    }

    /** How many answers have come. */
    public int answered() {
        return answers.get();
    }

    /** Whether no more is asked: there are enough answers, or something went wrong. */
    public boolean areDone() {
        return failed || answers.get() >= wanted;
    }

    private void connect(InetSocketAddress proxy, Alpn protocol) {
        ChannelFuture connected =
                bootstrap
                        .clone()
                        .handler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        setUp(channel, proxy, protocol);
                                    }
                                })
                        .connect(proxy);
        connected.addListener(outcome -> {
            if (!outcome.isSuccess()) {
                fail();
            }
        });
    }

    private void setUp(Channel channel, InetSocketAddress proxy, Alpn protocol) {
        channel.pipeline()
                .addLast(
                        tls.newHandler(
                                channel.alloc(),
                                protocol,
                                host,
                                proxy.getPort(),
                                UpstreamTls.Verification.INSECURE,
                                HANDSHAKE_TIME),
                        handler(protocol, () -> connect(proxy, protocol)));
    }

    private PracticeClient handler(Alpn protocol, Runnable again) {
        return switch (protocol) {
            case HTTP_2 -> new Http2PracticeClient(this, host, again);
            case HTTP_1_1, HTTP_1_0 -> new Http1PracticeClient(this, host, again);
        };
    }

    /** Whether another request is to be asked; then it counts as asked. */
    boolean takeOne() {
        if (!wantMore()) {
            return false;
        }
        asked++;
        return true;
    }

    void answerCame() {
        answers.incrementAndGet();
    }

    /** Whether a connection that has had its share is to be followed by another. */
    boolean wantMore() {
        return !failed && asked < wanted;
    }

    /** A connection ended before its time. What was asked there stays without an answer. */
    void fail() {
        failed = true;
    }
}
