package dev.waggle.proxy.exchange;

import dev.waggle.proxy.loop.Deadline;
import dev.waggle.proxy.loop.Deadlines;
import dev.waggle.routing.Route;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Where the exchanges of one event loop wait for an endpoint that is on its way: one line for each
 * route, first in, first out, bounded in number and in the bytes of the bodies that are held.
 *
 * <p>The first of each line tries again whenever something has changed, and a few times a second in
 * case nobody said so; when it has found an endpoint the next follow, a few at first. A task that
 * has just started is slow, and many requests at once would make the first of them wait as long as
 * the last. Each answer lets two go on; and every {@value #TRY_EVERY_MILLIS} ms as many more may as
 * have no answer yet, for a task may answer late on purpose. Whoever comes meanwhile waits behind
 * them.
 *
 * <p>Belongs to one event loop.
 */
public final class WaitingRoom {
    private static final int TRY_EVERY_MILLIS = 100;
    private static final long TRY_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(TRY_EVERY_MILLIS);

    /** How many of a line may be without an answer at first. */
    private static final int FIRST_PACE = 8;

    private static final int FASTEST_PACE = 1 << 16;

    private final Executor loop;
    private final long maxBytesOfLine;
    private final WaitingBounds bounds;
    private final ExchangeObserver observer;
    private final Map<String, Line> lines = new HashMap<>();
    private final Deadline nextTry;
    private boolean willLook;

    /** Those who wait for one route. */
    private static final class Line {
        private final LinkedHashSet<Exchange> waiting = new LinkedHashSet<>();

        /** How many have left it for an endpoint and have no answer yet. */
        private int unanswered;

        /** How many may be so. */
        private int pace = FIRST_PACE;

        private boolean mayGoOn() {
            return unanswered < pace;
        }

        private void quicken(int by) {
            pace = Math.min(pace + by, FASTEST_PACE);
        }
    }

    /** The way of one exchange from its line to an answer. */
    final class Turn {
        private final Line line;
        private boolean over;

        private Turn(Line line) {
            this.line = line;
            line.unanswered++;
        }

        /** A task has begun to answer. */
        void answered() {
            if (!over) {
                line.quicken(1);
                ended();
                lookSoon();
            }
        }

        /** There will be no answer, or not from this try: the next is for the next look. */
        void ended() {
            if (!over) {
                over = true;
                line.unanswered--;
            }
        }
    }

    /**
     * @param loop the event loop, which runs what it is given after what it is doing
     * @param maxBytesOfLine what the exchanges of one route may hold together, in bytes of their
     *     bodies
     * @param bounds shared by all event loops
     * @param observer is told who comes and goes
     */
    public WaitingRoom(
            Executor loop,
            Deadlines deadlines,
            long maxBytesOfLine,
            WaitingBounds bounds,
            ExchangeObserver observer) {
        this.loop = loop;
        this.maxBytesOfLine = maxBytesOfLine;
        this.bounds = bounds;
        this.observer = observer;
        this.nextTry =
                new Deadline(deadlines) {
                    @Override
                    protected void expired() {
                        lines.values().forEach(line -> line.quicken(line.unanswered));
                        look();
                    }
                };
    }

    /** Something has changed that may let those go on who wait. */
    public void look() {
        for (String key : List.copyOf(lines.keySet())) {
            Line line = lines.get(key);
            while (line != null && line.mayGoOn() && findsAnEndpoint(key, line)) {
                line = lines.get(key);
            }
        }
        if (!lines.isEmpty()) {
            nextTry.setIn(TRY_EVERY_NANOS);
        }
    }

    private void lookSoon() {
        if (!lines.isEmpty() && !willLook) {
            willLook = true;
            loop.execute(() -> {
                willLook = false;
                look();
            });
        }
    }

    /** The first of a line tries; it leaves for that, and comes back if it was in vain. */
    private boolean findsAnEndpoint(String key, Line before) {
        Exchange first = before.waiting.getFirst();
        first.tryAgain(new Turn(before));
        Line line = lines.get(key);
        return line == null || !line.waiting.contains(first);
    }

    /** Whether others wait for a route: whoever comes now comes after them. */
    boolean hasLine(Route route) {
        return !lines.isEmpty() && lines.containsKey(route.key());
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
        int most = again ? Integer.MAX_VALUE : route.options().whileChanging().maxPending();
        long mostBytes = again ? Long.MAX_VALUE : maxBytesOfLine;
        if (!bounds.enter(route.key(), bytes, most, mostBytes)) {
            return false;
        }
        Line line = lines.computeIfAbsent(route.key(), _ -> new Line());
        if (again) {
            line.waiting.addFirst(exchange);
        } else {
            line.waiting.addLast(exchange);
        }
        observer.waiting(1);
        if (!nextTry.isSet()) {
            nextTry.setIn(TRY_EVERY_NANOS);
        }
        return true;
    }

    /**
     * An exchange that waits holds more of its body.
     *
     * @return false when that is too much
     */
    boolean grow(Route route, long bytes) {
        return bounds.grow(route.key(), bytes, maxBytesOfLine);
    }

    /** An exchange that waited does no more: it goes on, gives up, or its client has left. */
    void leave(Exchange exchange, Route route, long bytes) {
        Line line = lines.get(route.key());
        if (line != null && line.waiting.remove(exchange)) {
            bounds.leave(route.key(), bytes);
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
