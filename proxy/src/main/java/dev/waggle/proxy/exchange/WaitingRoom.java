package dev.waggle.proxy.exchange;

import dev.waggle.proxy.loop.Deadline;
import dev.waggle.proxy.loop.Deadlines;
import dev.waggle.routing.Route;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Where the exchanges of one event loop wait for an endpoint that is on its way: one line for each
 * route, first in, first out, bounded in number and in the bytes of the bodies that are held.
 *
 * <p>The first of each line tries again whenever something has changed, and a few times a second in
 * case nobody said so; when it has found an endpoint the next follow. Belongs to one event loop.
 */
public final class WaitingRoom {
    private static final long TRY_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final long maxBytesOfLine;
    private final int loops;
    private final ExchangeObserver observer;
    private final Map<String, Line> lines = new HashMap<>();
    private final Deadline nextTry;

    /** Those who wait for one route. */
    private static final class Line {
        private final LinkedHashSet<Exchange> waiting = new LinkedHashSet<>();
        private long bytes;
    }

    /**
     * @param maxBytesOfLine what the exchanges of one route may hold together, in bytes of their
     *     bodies
     * @param loops how many event loops share the number that may wait for a route
     * @param observer is told who comes and goes
     */
    public WaitingRoom(
            Deadlines deadlines, long maxBytesOfLine, int loops, ExchangeObserver observer) {
        this.maxBytesOfLine = maxBytesOfLine;
        this.loops = loops;
        this.observer = observer;
        this.nextTry =
                new Deadline(deadlines) {
                    @Override
                    protected void expired() {
                        look();
                    }
                };
    }

    /** Something has changed that may let those go on who wait. */
    public void look() {
        for (String key : List.copyOf(lines.keySet())) {
            Line line = lines.get(key);
            while (line != null && findsAnEndpoint(key, line.waiting.getFirst())) {
                line = lines.get(key);
            }
        }
        if (!lines.isEmpty()) {
            nextTry.setIn(TRY_EVERY_NANOS);
        }
    }

    /** The first of a line tries; it leaves for that, and comes back if it was in vain. */
    private boolean findsAnEndpoint(String key, Exchange first) {
        first.tryAgain();
        Line line = lines.get(key);
        return line == null || !line.waiting.contains(first);
    }

    /**
     * Takes an exchange in.
     *
     * @param bytes of its body that it holds
     * @param again whether it has waited before: then it has a right to its place, in front of all
     *     who came later
     * @return false when there is no room for it
     */
    boolean enter(Exchange exchange, Route route, long bytes, boolean again) {
        Line line = lines.getOrDefault(route.key(), new Line());
        int most = share(route.options().whileChanging().maxPending());
        if (!again && (line.waiting.size() >= most || line.bytes + bytes > maxBytesOfLine)) {
            return false;
        }
        line.bytes += bytes;
        if (again) {
            line.waiting.addFirst(exchange);
        } else {
            line.waiting.addLast(exchange);
        }
        lines.put(route.key(), line);
        observer.waiting(1);
        watch();
        return true;
    }

    private void watch() {
        if (!nextTry.isSet()) {
            nextTry.setIn(TRY_EVERY_NANOS);
        }
    }

    /** Each loop has its part, rounded up. */
    private int share(int most) {
        return (most + loops - 1) / loops;
    }

    /**
     * An exchange that waits holds more of its body.
     *
     * @return false when that is too much
     */
    boolean grow(Route route, long bytes) {
        Line line = lines.get(route.key());
        if (line == null || line.bytes + bytes > maxBytesOfLine) {
            return false;
        }
        line.bytes += bytes;
        return true;
    }

    /** An exchange that waited does no more: it goes on, gives up, or its client has left. */
    void leave(Exchange exchange, Route route, long bytes) {
        Line line = lines.get(route.key());
        if (line != null && line.waiting.remove(exchange)) {
            line.bytes -= bytes;
            observer.waiting(-1);
            if (line.waiting.isEmpty()) {
                lines.remove(route.key());
            }
            if (lines.isEmpty()) {
                nextTry.close();
            }
        }
    }
}
