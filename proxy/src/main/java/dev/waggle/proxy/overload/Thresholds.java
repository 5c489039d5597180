package dev.waggle.proxy.overload;

/**
 * From which share of a resource on it is used too much. A level is left only well below where it
 * began, so that a share that trembles does not make the level tremble.
 *
 * @param highPercent 1 to 100
 * @param criticalPercent not below {@code highPercent}
 */
public record Thresholds(int highPercent, int criticalPercent) {
    /** How far below its beginning a level ends. */
    static final int HYSTERESIS_PERCENT = 5;

    public Thresholds {
        if (highPercent < 1 || criticalPercent < highPercent || criticalPercent > 100) {
            throw new IllegalArgumentException(highPercent + " % and " + criticalPercent + " %");
        }
    }

    /**
     * The level at this share, after that one.
     *
     * @param share of 1; more where a bound is passed
     */
    Level next(Level before, double share) {
        Level reached = at(100 * share);
        Level kept = at(100 * share + HYSTERESIS_PERCENT);
        Level least = kept.compareTo(before) < 0 ? kept : before;
        return reached.compareTo(least) > 0 ? reached : least;
    }

    private Level at(double percent) {
        if (percent >= criticalPercent) {
            return Level.CRITICAL;
        }
        return percent >= highPercent ? Level.HIGH : Level.CALM;
    }
}
