package dev.waggle.proxy.real.load;

import dev.waggle.proxy.real.load.LoadReport.Failure;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpClientCodec;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Streams that stand all the time: each is opened again as soon as it has ended. Belongs to one
 * event loop.
 */
final class Streams {
    private static final long AGAIN_MILLIS = 50;

    private final Connections connections;
    private final String host;
    private final String what;
    private final Supplier<Tally> tally;
    private final Function<End, ChannelHandler> handlers;

    /** How a stream tells its end. */
    interface End {
        /** By its own rules. */
        void inOrder();

        /** By no rule; of the words only the first count. */
        void broken(String why);
    }

    /**
     * @param what {@code WebSocket} or {@code events}
     * @param tally of what changes now
     * @param handlers makes what follows the codec of HTTP/1.1
     */
    Streams(
            Connections connections,
            String host,
            String what,
            Supplier<Tally> tally,
            Function<End, ChannelHandler> handlers) {
        this.connections = connections;
        this.host = host;
        this.what = what;
        this.tally = tally;
        this.handlers = handlers;
    }

    void open(int count) {
        for (int i = 0; i < count; i++) {
            openOne();
        }
    }

    private void openOne() {
        One one = new One();
        Channel channel =
                connections
                        .http1(
                                host,
                                it ->
                                        it.pipeline()
                                                .addLast(
                                                        new HttpClientCodec(), handlers.apply(one)))
                        .channel();
        channel.closeFuture()
                .addListener(_ -> {
                    one.broken("closed");
                    channel.eventLoop()
                            .schedule(this::openOne, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                });
    }

    /** One of them. */
    private final class One implements End {
        private final long beganMillis = System.currentTimeMillis();
        private boolean over;

        @Override
        public void inOrder() {
            if (!over) {
                over = true;
                tally.get().streamEnded();
            }
        }

        @Override
        public void broken(String why) {
            if (!over) {
                over = true;
                long after = System.currentTimeMillis() - beganMillis;
                tally.get().streamBroke(new Failure(what, host, "h1", why, 0, beganMillis, after));
            }
        }
    }
}
