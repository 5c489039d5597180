package dev.waggle.proxy.listener;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Decides whether one more connection may stay: a bound on all of them, and one for each client
 * address. Shared by the event loops, without a lock.
 */
public final class ConnectionGate {
    /** Why a connection was not let in. */
    public enum Verdict {
        ADMITTED,
        TOO_MANY,
        OVERLOADED,
        TOO_MANY_OF_ADDRESS
    }

    private final Predicate<InetAddress> exempt;
    private final AtomicInteger open = new AtomicInteger();
    private final AddressCounts byAddress = new AddressCounts();
    private volatile int maxConnections;
    private volatile int maxPerAddress;
    private volatile boolean overloaded;

    /**
     * @param exempt addresses that stand for many clients and have no bound of their own: trusted
     *     proxies, gateways, the ingress mesh
     */
    public ConnectionGate(int maxConnections, int maxPerAddress, Predicate<InetAddress> exempt) {
        this.maxConnections = maxConnections;
        this.maxPerAddress = maxPerAddress;
        this.exempt = exempt;
    }

    /** Other bounds, for connections that come from now on. */
    public void limit(int connections, int perAddress) {
        maxConnections = connections;
        maxPerAddress = perAddress;
    }

    /** Whether nobody is let in, because there is too much of something else. */
    public void overloaded(boolean value) {
        overloaded = value;
    }

    /** How many connections there may be. */
    public int most() {
        return maxConnections;
    }

    /** How many connections are open. */
    public int open() {
        return open.get();
    }

    /**
     * Counts an accepted connection, until it closes. The caller closes it when it is not admitted.
     */
    public Verdict enter(Channel channel) {
        int count = open.incrementAndGet();
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        if (count > maxConnections) {
            return Verdict.TOO_MANY;
        }
        return overloaded ? Verdict.OVERLOADED : Verdict.ADMITTED;
    }

    /** Counts a connection for the address that it really comes from, until it closes. */
    public Verdict enter(Channel channel, InetAddress client) {
        if (exempt.test(client)) {
            return Verdict.ADMITTED;
        }
        int count = byAddress.increment(client);
        channel.closeFuture().addListener(closed -> byAddress.decrement(client));
        return count > maxPerAddress ? Verdict.TOO_MANY_OF_ADDRESS : Verdict.ADMITTED;
    }
}
