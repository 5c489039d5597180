package dev.waggle.proxy.exchange;

import dev.waggle.routing.Route;
import org.jspecify.annotations.Nullable;

/**
 * Sees exchanges end, and attempts fail: access log and metrics. Called on the event loop; must not
 * wait or allocate much.
 */
public interface ExchangeObserver {
    /** Sees nothing. */
    ExchangeObserver NOBODY =
            new ExchangeObserver() {
                @Override
                public void opened(ExchangeRecord record) {}

                @Override
                public void finished(Exchange exchange, ExchangeRecord record, int status) {}

                @Override
                public void upstreamFailed(Failure failure, @Nullable Route route) {}

                @Override
                public void retried(Failure failure) {}
            };

    /** An exchange begins. */
    void opened(ExchangeRecord record);

    /** An exchange is over; its record and its request are valid during the call. */
    void finished(Exchange exchange, ExchangeRecord record, int status);

    /**
     * An attempt at an endpoint failed.
     *
     * @param route the route whose endpoint it was
     */
    void upstreamFailed(Failure failure, @Nullable Route route);

    /**
     * A long stream begins to end because its endpoint drains.
     *
     * @param kind {@code websocket} or {@code event-stream}
     */
    default void streamEnded(String kind) {}

    /** So many more, or fewer, wait for an endpoint that is on its way. */
    default void waiting(int by) {}

    /**
     * One has waited to the end.
     *
     * @param result how that was: {@code served}, {@code in-vain}, {@code full}, {@code left}
     */
    default void waited(String result) {}

    /** A failed attempt is made again. */
    void retried(Failure failure);
}
