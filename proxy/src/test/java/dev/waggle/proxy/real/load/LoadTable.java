package dev.waggle.proxy.real.load;

import java.util.ArrayList;
import java.util.List;

/** What clients saw of each change, one line for each. */
final class LoadTable {
    private static final String FORMAT = "| %-44s | %8s | %6s | %7s | %7s | %7s | %7s | %-11s |%n";

    private final List<String> lines = new ArrayList<>();

    LoadTable() {
        lines.add(
                FORMAT.formatted(
                        "change",
                        "requests",
                        "per s",
                        "failed",
                        "p99",
                        "slowest",
                        "streams",
                        "drain lead"));
    }

    /**
     * Adds a line.
     *
     * @param lead least and median time in seconds from our knowing that a task will stop to its
     *     end, of those up to now
     */
    void add(LoadReport report, String lead) {
        lines.add(
                FORMAT.formatted(
                        report.name(),
                        report.requests(),
                        "%.0f".formatted(report.requests() / report.seconds()),
                        report.failed(),
                        seconds(report.p99Seconds()),
                        seconds(report.slowestSeconds()),
                        report.streamsEnded() + "/" + report.streamsBroken(),
                        lead));
    }

    private static String seconds(double seconds) {
        return "%.2f s".formatted(seconds);
    }

    @Override
    public String toString() {
        return String.join("", lines);
    }
}
