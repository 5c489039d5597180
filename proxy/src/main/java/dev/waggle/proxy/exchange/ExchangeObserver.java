package dev.waggle.proxy.exchange;

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
                public void upstreamFailed(Failure failure) {}

                @Override
                public void retried(Failure failure) {}
            };

    /** An exchange begins. */
    void opened(ExchangeRecord record);

    /** An exchange is over; its record and its request are valid during the call. */
    void finished(Exchange exchange, ExchangeRecord record, int status);

    /** An attempt at an endpoint failed. */
    void upstreamFailed(Failure failure);

    /** A failed attempt is made again. */
    void retried(Failure failure);
}
