package dev.waggle.benchmarks.compare;

/** What a ratio says. */
enum Verdict {
    AHEAD("ahead"),
    BEHIND("behind"),
    /** Closer than this instrument can tell apart. */
    EVEN("even"),
    /** Apart in the middle, but not in every round. */
    UNCLEAR("unclear");

    /** Two runs of the same proxy differ by up to this much on a shared machine. */
    private static final double RESOLUTION = 0.08;

    private final String word;

    Verdict(String word) {
        this.word = word;
    }

    static Verdict of(Spread ratio) {
        if (Math.abs(ratio.median() - 1) < RESOLUTION) {
            return EVEN;
        }
        if (ratio.least() < 1 && ratio.most() > 1) {
            return UNCLEAR;
        }
        return ratio.median() > 1 ? AHEAD : BEHIND;
    }

    String word() {
        return word;
    }
}
