package dev.waggle.proxy.exchange;

/**
 * The bounds of an exchange.
 *
 * @param requestBufferBytes how much of a request body is held while its length or its upstream is
 *     not known
 * @param requestBufferWaitNanos how long a body of unknown length is held back to learn its length
 * @param forwarded whether {@code Forwarded} (RFC 7239) is sent besides the {@code X-Forwarded-}
 *     fields
 */
public record ExchangeSettings(
        int requestBufferBytes, long requestBufferWaitNanos, boolean forwarded) {}
