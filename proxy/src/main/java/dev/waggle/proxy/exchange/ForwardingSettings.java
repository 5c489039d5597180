package dev.waggle.proxy.exchange;

/**
 * How forwarding fields are set.
 *
 * @param forwarded whether {@code Forwarded} (RFC 7239) is sent besides the {@code X-Forwarded-}
 *     fields
 */
public record ForwardingSettings(boolean forwarded) {}
