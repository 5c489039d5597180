package dev.waggle.proxy.exchange;

import java.util.concurrent.ConcurrentHashMap;

/**
 * How many exchanges wait for each route, and the bytes of their bodies that they hold: of all
 * event loops together, since the requests of one HTTP/2 client are all on one of them. Any thread.
 */
public final class WaitingBounds {
    private static final Held NOTHING = new Held(0, 0);

    private final ConcurrentHashMap<String, Held> routes = new ConcurrentHashMap<>();

    private record Held(int exchanges, long bytes) {
        private Held plus(int moreExchanges, long moreBytes) {
            return new Held(exchanges + moreExchanges, bytes + moreBytes);
        }
    }

    /**
     * One more waits, if there is room for it.
     *
     * @param route its key
     * @param mostExchanges that may wait
     * @param mostBytes that all of them may hold
     * @return false when there is no room: nothing has changed then
     */
    boolean enter(String route, long bytes, int mostExchanges, long mostBytes) {
        return add(route, 1, bytes, mostExchanges, mostBytes);
    }

    /** One that waits holds more, if there is room for it. */
    boolean grow(String route, long bytes, long mostBytes) {
        return add(route, 0, bytes, Integer.MAX_VALUE, mostBytes);
    }

    /** One of them waits no more. */
    void leave(String route, long bytes) {
        routes.computeIfPresent(
                route, (_, held) -> held.exchanges == 1 ? null : held.plus(-1, -bytes));
    }

    private boolean add(
            String route, int exchanges, long bytes, int mostExchanges, long mostBytes) {
        while (true) {
            Held before = routes.get(route);
            Held after = (before == null ? NOTHING : before).plus(exchanges, bytes);
            if (after.exchanges > mostExchanges || after.bytes > mostBytes) {
                return false;
            }
            boolean added =
                    before == null
                            ? routes.putIfAbsent(route, after) == null
                            : routes.replace(route, before, after);
            if (added) {
                return true;
            }
        }
    }
}
