package dev.waggle.routing;

import java.util.Locale;

/** How one of several endpoints is picked for a request. */
public enum Balance {
    /** In turn. */
    ROUND_ROBIN,
    /** Of two random ones that with fewer requests under way. */
    LEAST_REQUESTS,
    /** Of two random ones that which answers sooner, by its latest answers and its load. */
    PEAK_EWMA;

    /** As it is written in a label: {@code least-requests}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
