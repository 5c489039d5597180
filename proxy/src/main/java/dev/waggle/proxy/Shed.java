package dev.waggle.proxy;

import dev.waggle.proxy.exchange.ClientHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Which of an event loop's connections go when there is too much of something. Pure. */
final class Shed {
    /** One that has just come, or has just been answered, is about to ask. */
    private static final long YOUNGEST_IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Of those that are idle one in so many goes at once: the others may become unnecessary. */
    private static final int PART = 4;

    private static final int SLOWEST_AT_ONCE = 8;
    private static final long FEWEST_HELD_BYTES = 16 * 1024;

    private Shed() {}

    /** The longest idle. */
    static List<ClientHandler> idle(Collection<Channel> connections, long now) {
        List<ClientHandler> idle =
                connections.stream()
                        .map(channel -> channel.pipeline().last())
                        .filter(ClientHandler.class::isInstance)
                        .map(ClientHandler.class::cast)
                        .filter(handler -> handler.idleSince() != ClientHandler.BUSY)
                        .filter(handler -> now - handler.idleSince() >= YOUNGEST_IDLE_NANOS)
                        .sorted(Comparator.comparingLong(handler -> handler.idleSince() - now))
                        .toList();
        return idle.subList(0, (idle.size() + PART - 1) / PART);
    }

    /** Those whose clients leave the most unread, if that is worth it. */
    static List<Channel> slowest(Collection<Channel> connections) {
        return connections.stream()
                .filter(channel -> heldBytes(channel) >= FEWEST_HELD_BYTES)
                .sorted(Comparator.comparingLong(Shed::heldBytes).reversed())
                .limit(SLOWEST_AT_ONCE)
                .toList();
    }

    private static long heldBytes(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }
}
