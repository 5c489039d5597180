package dev.waggle.benchmarks.peer;

import dev.waggle.benchmarks.process.Program;
import dev.waggle.benchmarks.process.ProgramFailed;
import dev.waggle.benchmarks.process.Tool;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Asks a server until it answers well. */
public final class Readiness {
    private static final Duration AT_LATEST = Duration.ofMinutes(2);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private Readiness() {}

    /**
     * Blocks until the answer is 200. Asks 20 times a second.
     *
     * @throws ProgramFailed when the program ends, or does not answer within 2 minutes
     */
    public static void await(Program program, String url) {
        long deadline = System.nanoTime() + AT_LATEST.toNanos();
        while (!answers(url)) {
            if (!program.isAlive() || System.nanoTime() - deadline > 0) {
                String words = program.lastWords();
                program.close();
                throw new ProgramFailed("no answer from " + url + ": " + words);
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private static boolean answers(String url) {
        int port = URI.create(url).getPort();
        return Tool.outputIfWell(
                        "curl",
                        "--silent",
                        "--fail",
                        "--insecure",
                        "--max-time",
                        "2",
                        "--output",
                        "/dev/null",
                        "--connect-to",
                        Site.HOST + ":" + port + ":127.0.0.1:" + port,
                        url)
                .isPresent();
    }
}
