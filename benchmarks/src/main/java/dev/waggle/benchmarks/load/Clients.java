package dev.waggle.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * TLS clients of one proxy on one event loop of their own. {@link #repeat} blocks; handlers run on
 * the loop.
 */
final class Clients implements AutoCloseable {
    private static final long SECONDS_TO_END = 20;
    private static final int TOLERATED = 1000;

    /** For many connections to open, on a machine that has much else to do. */
    private static final long SECONDS_TO_OPEN = 60;

    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final int port;
    private final ClientTls tls;

    Clients(int port, ClientTls tls) {
        this.port = port;
        this.tls = tls;
    }

    /** How a connection tells what became of it; only the first word counts. On the event loop. */
    interface Done {
        void well();

        void failed(String reason);
    }

    /**
     * Opens connections for a while, each when the one before it is done.
     *
     * @param atOnce how many
     * @param handler made for each connection, behind TLS
     * @return how many went well
     * @throws LoadFailed when more than one in a thousand did not
     */
    long repeat(int atOnce, Duration time, Function<Done, ChannelHandler> handler) {
        Repetition repetition = new Repetition(atOnce, time, handler);
        loop.execute(repetition::start);
        return repetition.result();
    }

    /** Opens one connection with these handlers behind TLS. */
    ChannelFuture connect(ChannelHandler... handlers) {
        return new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .handler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline()
                                        .addLast(tls.handler(channel.alloc(), port))
                                        .addLast(handlers);
                            }
                        })
                .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /**
     * Blocks until each of many connections was opened as it is meant to be.
     *
     * @throws LoadFailed after a minute, or when the thread is interrupted
     */
    static void awaitOpen(CountDownLatch opening) {
        try {
            if (!opening.await(SECONDS_TO_OPEN, TimeUnit.SECONDS)) {
                throw new LoadFailed(opening.getCount() + " connections were not opened");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadFailed("interrupted");
        }
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** All fields belong to the event loop; the latch hands them over. */
    private final class Repetition {
        private final int atOnce;
        private final long end;
        private final Function<Done, ChannelHandler> handler;
        private final CountDownLatch ended;
        private long well;
        private long failed;
        private String reason = "";

        Repetition(int atOnce, Duration time, Function<Done, ChannelHandler> handler) {
            this.atOnce = atOnce;
            this.end = System.nanoTime() + time.toNanos();
            this.handler = handler;
            this.ended = new CountDownLatch(atOnce);
        }

        void start() {
            for (int i = 0; i < atOnce; i++) {
                next();
            }
        }

        private void next() {
            if (System.nanoTime() - end > 0) {
                ended.countDown();
                return;
            }
            Once done = new Once();
            connect(handler.apply(done))
                    .addListener(connected -> {
                        if (!connected.isSuccess()) {
                            done.failed(String.valueOf(connected.cause()));
                        }
                    });
        }

        long result() {
            try {
                if (!ended.await(
                        end - System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_END),
                        TimeUnit.NANOSECONDS)) {
                    throw new LoadFailed("connections do not end");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LoadFailed("interrupted");
            }
            if (well == 0 || failed > 1 + well / TOLERATED) {
                throw new LoadFailed(
                        "%d went well, %d did not: %s".formatted(well, failed, reason));
            }
            return well;
        }

        private final class Once implements Done {
            private boolean said;

            @Override
            public void well() {
                if (!said) {
                    said = true;
                    well++;
                    next();
                }
            }

            @Override
            public void failed(String why) {
                if (!said) {
                    said = true;
                    failed++;
                    reason = why;
                    next();
                }
            }
        }
    }
}
