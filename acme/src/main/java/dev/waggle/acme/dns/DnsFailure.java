package dev.waggle.acme.dns;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A lookup or a change of the DNS did not come to its end.
 *
 * <p>The message says what happened and never holds a secret; {@link #fix} says what to change.
 */
public final class DnsFailure extends Exception {

    private final String reason;
    private final String fix;
    private final @Nullable Duration retryAfter;

    /**
     * @param message what happened, in words
     * @param fix what to change, or what to look at
     */
    public DnsFailure(String message, String fix) {
        this(message, fix, null);
    }

    /**
     * @param retryAfter how long the other side asks us to wait; null when it says nothing
     */
    public DnsFailure(String message, String fix, @Nullable Duration retryAfter) {
        super(message);
        this.reason = message;
        this.fix = fix;
        this.retryAfter = retryAfter;
    }

    /** What happened: the message. */
    public String reason() {
        return reason;
    }

    /** What to change, or what to look at. */
    public String fix() {
        return fix;
    }

    /** How long the other side asked us to wait before the next attempt. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
