package dev.waggle.acme.manage;

import java.time.Duration;

/**
 * How certificates are kept.
 *
 * @param parallelOrders how many orders are under way at once, 1 to 100
 * @param forgetAfter how long a certificate is kept and renewed that nobody mentions any more
 * @param backoff how long to wait after failures
 */
public record ManagerSettings(int parallelOrders, Duration forgetAfter, Backoff backoff) {

    /** Four orders at once, seven days, and a minute to half a day. */
    public static final ManagerSettings DEFAULT =
            new ManagerSettings(4, Duration.ofDays(7), Backoff.DEFAULT);

    public ManagerSettings {
        if (parallelOrders < 1 || parallelOrders > 100 || forgetAfter.isNegative()) {
            throw new IllegalArgumentException("1 to 100 orders at once, and no negative time");
        }
    }
}
