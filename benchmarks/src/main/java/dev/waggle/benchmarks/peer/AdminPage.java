package dev.waggle.benchmarks.peer;

import dev.waggle.benchmarks.process.ProgramFailed;
import dev.waggle.benchmarks.process.Tool;
import java.util.List;

/** The metrics of a Waggle that runs. */
final class AdminPage {
    private AdminPage() {}

    /**
     * The value of a metric that has no labels, now. Blocks.
     *
     * @param port of loopback where its admin listener is
     * @throws ProgramFailed when it does not answer, or there is no such metric
     */
    static long metric(int port, String name) {
        String page =
                Tool.output(
                        List.of(
                                "curl",
                                "--silent",
                                "--fail",
                                "http://127.0.0.1:" + port + "/metrics"));
        String start = name + " ";
        return page.lines()
                .filter(line -> line.startsWith(start))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(start.length())))
                .findFirst()
                .orElseThrow(() -> new ProgramFailed("no " + name + " in " + page));
    }
}
