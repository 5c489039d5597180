package dev.waggle.acme.order;

import java.time.Duration;

/**
 * How long a CA may take.
 *
 * @param answer for one whole answer
 * @param validation for one validation, pauses between looks added up
 * @param issuance from the last validation to the certificate, pauses added up
 * @param preflight what becomes of what the look ahead finds
 */
public record OrderSettings(
        Duration answer, Duration validation, Duration issuance, PreflightMode preflight) {

    /** What becomes of what the look ahead finds. */
    public enum PreflightMode {
        /** It is not made. */
        OFF,
        /** It only warns. */
        WARN,
        /** What is certain holds the attempt. */
        HOLD
    }

    /** Half a minute, five minutes and five minutes; what is certain holds. */
    public static final OrderSettings DEFAULT =
            new OrderSettings(
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(5),
                    PreflightMode.HOLD);

    public OrderSettings {
        if (!answer.isPositive() || !validation.isPositive() || !issuance.isPositive()) {
            throw new IllegalArgumentException("a CA gets some time");
        }
    }
}
