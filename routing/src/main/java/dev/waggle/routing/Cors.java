package dev.waggle.routing;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The origins whose scripts may read the answers of a route (the CORS protocol of the Fetch
 * standard).
 *
 * @param origins in the form in which browsers send them, {@code https://app.example.org}: lower
 *     case, without the scheme's own port. Empty for every origin, which then gets no credentials
 */
public record Cors(List<String> origins) {
    /** Every origin, without credentials. */
    public static final Cors EVERYONE = new Cors(List.of());

    private static final Pattern ORIGIN =
            Pattern.compile(
                    "([a-z][a-z0-9+.-]{0,31})://([a-z0-9._-]{1,253}|\\[[0-9a-f:.]{2,45}])"
                            + "(:[0-9]{1,5})?");

    public Cors {
        origins = List.copyOf(origins);
    }

    /** Whether no origin is named, so that all may read. */
    public boolean isForEveryone() {
        return origins.isEmpty();
    }

    /** Whether the scripts of an origin may read, by its field's exact value. */
    public boolean allows(String origin) {
        return isForEveryone() || origins.contains(origin);
    }

    /**
     * One origin as browsers send it.
     *
     * @throws Malformed when it is no scheme with a host and perhaps a port
     */
    public static String origin(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        Matcher origin = ORIGIN.matcher(lower);
        if (!origin.matches()) {
            throw new Malformed("is no origin", "https://app.example.org without a path, or *");
        }
        boolean hasOwnPort =
                (lower.startsWith("https:") && lower.endsWith(":443"))
                        || (lower.startsWith("http:") && lower.endsWith(":80"));
        return hasOwnPort && origin.group(3) != null ? lower.substring(0, origin.start(3)) : lower;
    }
}
