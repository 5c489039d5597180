package dev.waggle.proxy;

import dev.waggle.routing.RouteTable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Holds the current route table behind one reference, swapped whole. Safe for all threads. */
final class Router implements Supplier<RouteTable> {
    private final AtomicLong version = new AtomicLong();
    private volatile RouteTable current = RouteTable.EMPTY;

    @Override
    public RouteTable get() {
        return current;
    }

    /** How many tables were published. */
    long version() {
        return version.get();
    }

    /** Makes this table the current one, and gives the one before. One thread at a time. */
    RouteTable publish(RouteTable next) {
        RouteTable before = current;
        current = next;
        version.incrementAndGet();
        return before;
    }
}
