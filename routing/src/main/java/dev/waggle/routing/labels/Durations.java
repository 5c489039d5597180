package dev.waggle.routing.labels;

import dev.waggle.routing.Malformed;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations: a number with {@code ms}, {@code s}, {@code m}, {@code h} or {@code d}. */
public final class Durations {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private Durations() {}

    /**
     * A duration between two bounds, both included.
     *
     * @throws Malformed when it is none, or out of bounds
     */
    public static Duration parse(String text, Duration least, Duration most) {
        String accepted =
                "a duration such as 500ms, 10s or 15m, from " + text(least) + " to " + text(most);
        Matcher duration = DURATION.matcher(text);
        if (!duration.matches()) {
            throw new Malformed("is no duration", accepted);
        }
        Duration value = of(Long.parseLong(duration.group(1)), duration.group(2));
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new Malformed("is out of range", accepted);
        }
        return value;
    }

    /** A duration as it would be written in a label, in the largest unit that is exact. */
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0 || millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private static Duration of(long number, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
