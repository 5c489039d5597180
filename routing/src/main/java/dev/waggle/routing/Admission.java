package dev.waggle.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose requests a route takes, and how many.
 *
 * @param allowFrom the clients that may pass, at most {@value #MAX_RANGES} ranges; empty for
 *     everyone
 * @param rateLimit how many requests each may make; null for no limit
 * @param inFlightLimit how many requests the route has at work at once; 0 for no limit
 */
public record Admission(
        List<AddressRange> allowFrom, @Nullable RateLimit rateLimit, int inFlightLimit) {
    /** The longest list of ranges. */
    public static final int MAX_RANGES = 256;

    /** Everyone, and as many as come. */
    public static final Admission OPEN = new Admission(List.of(), null, 0);

    public Admission {
        allowFrom = List.copyOf(allowFrom);
    }

    /** Whether nobody is ever turned away. */
    public boolean isOpen() {
        return allowFrom.isEmpty() && rateLimit == null && inFlightLimit == 0;
    }
}
