package dev.waggle.proxy.real.load;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpClientCodec;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Requests over connections of HTTP/1.1, each with one at a time. The connection that was used last
 * is taken first; one that was idle for long is closed before the proxy closes it. Belongs to one
 * event loop.
 */
final class Http1Calls {
    private static final int MOST_OPEN = 300;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Connections connections;
    private final Map<String, ArrayDeque<User>> idle = new HashMap<>();
    private int open;

    Http1Calls(Connections connections) {
        this.connections = connections;
    }

    /** Whether a request can begin now. */
    boolean hasRoom(String host) {
        return open < MOST_OPEN || !idleOf(host).isEmpty();
    }

    void begin(Call call) {
        User user = idleOf(call.host()).pollLast();
        if (user == null) {
            new User(call.host()).open(call);
        } else {
            user.send(call);
        }
    }

    private ArrayDeque<User> idleOf(String host) {
        return idle.computeIfAbsent(host, _ -> new ArrayDeque<>());
    }

    /** Closes what was not used for long. */
    void sweep(long now) {
        for (ArrayDeque<User> users : idle.values()) {
            while (!users.isEmpty() && now - users.getFirst().idleSince > IDLE_NANOS) {
                users.removeFirst().channel.close();
            }
        }
    }

    /** A connection. */
    private final class User {
        private final String host;
        private final CallHandler handler = new CallHandler(this::answered);
        private Channel channel;
        private long idleSince;

        @SuppressWarnings("NullAway.Init") // the channel is there before anything else is called
        User(String host) {
            this.host = host;
        }

        void open(Call first) {
            open++;
            channel =
                    connections
                            .http1(
                                    host,
                                    it -> it.pipeline().addLast(new HttpClientCodec(), handler))
                            .addListener(done -> {
                                if (done.isSuccess()) {
                                    send(first);
                                } else {
                                    first.failed("connect: " + done.cause().getMessage());
                                }
                            })
                            .channel();
            channel.closeFuture().addListener(_ -> closed());
        }

        void send(Call call) {
            handler.expect(call);
            channel.writeAndFlush(call.request());
            Stalls.watch(channel, call);
        }

        private void answered(boolean keepsAlive) {
            if (keepsAlive) {
                idleSince = System.nanoTime();
                idleOf(host).addLast(this);
            } else {
                channel.close();
            }
        }

        private void closed() {
            open--;
            idleOf(host).remove(this);
        }
    }
}
