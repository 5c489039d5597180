package dev.waggle.benchmarks.compare;

import java.util.Locale;

/** How numbers are written: three digits that mean something. */
public final class Numbers {
    private Numbers() {}

    /** As it stands in tables. */
    public static String text(double value) {
        String format = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
