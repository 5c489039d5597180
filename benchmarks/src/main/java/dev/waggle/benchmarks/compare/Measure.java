package dev.waggle.benchmarks.compare;

/** What a test counts. */
enum Measure {
    REQUESTS("requests per CPU-second", true),
    MEGABYTES("MB per CPU-second", true),
    HANDSHAKES("connections per CPU-second", true),
    MESSAGES("messages per CPU-second", true),
    MILLISECONDS("ms", false),
    MEMORY("MB resident", false),
    CONNECTION_MEMORY("KiB per connection", false);

    private final String unit;
    private final boolean moreIsBetter;

    Measure(String unit, boolean moreIsBetter) {
        this.unit = unit;
        this.moreIsBetter = moreIsBetter;
    }

    String unit() {
        return unit;
    }

    /** How many times as good one value is as another: above 1 it is better. */
    double ratio(double value, double other) {
        return moreIsBetter ? value / other : other / value;
    }
}
