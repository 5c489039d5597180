package dev.waggle.routing.labels;

import dev.waggle.routing.Malformed;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in the syntax of Nginx: bytes, or with {@code k}, {@code m} or {@code g}. */
public final class Sizes {
    /** The largest size, one pebibyte, in bytes. */
    public static final long MAX_BYTES = 1L << 50;

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,16})([kKmMgG]?)");
    private static final String ACCEPTED =
            "a size such as 512k, 10m or 1g, at most 1048576g, or 0 for no limit";

    private Sizes() {}

    /**
     * A size in bytes.
     *
     * @throws Malformed when it is none, or over {@link #MAX_BYTES}
     */
    public static long parse(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new Malformed("is no size", ACCEPTED);
        }
        long number = Long.parseLong(size.group(1));
        long unit = unit(size.group(2));
        if (number > MAX_BYTES / unit) {
            throw new Malformed("is too large", ACCEPTED);
        }
        return number * unit;
    }

    private static long unit(String suffix) {
        return switch (suffix) {
            case "" -> 1;
            case "k", "K" -> 1L << 10;
            case "m", "M" -> 1L << 20;
            default -> 1L << 30;
        };
    }
}
