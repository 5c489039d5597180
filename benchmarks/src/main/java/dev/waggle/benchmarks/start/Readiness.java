package dev.waggle.benchmarks.start;

import dev.waggle.benchmarks.process.Program;
import dev.waggle.benchmarks.process.ProgramFailed;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Asks a Waggle whether it is ready, until it is. Blocks. */
final class Readiness {
    private static final Duration AT_LATEST = Duration.ofMinutes(2);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(20);
    private static final int TIMEOUT_MILLIS = 10_000;

    /**
     * @throws ProgramFailed when the program ends, or is not ready within 2 minutes
     */
    void await(Program program, int adminPort) {
        long deadline = System.nanoTime() + AT_LATEST.toNanos();
        while (program.isAlive() && System.nanoTime() - deadline < 0) {
            if (isReady(adminPort)) {
                return;
            }
            LockSupport.parkNanos(BETWEEN_QUESTIONS.toNanos());
        }
        throw new ProgramFailed("it does not get ready: " + program.lastWords());
    }

    private static boolean isReady(int adminPort) {
        try {
            HttpURLConnection question =
                    (HttpURLConnection)
                            URI.create("http://127.0.0.1:%d/health/ready".formatted(adminPort))
                                    .toURL()
                                    .openConnection();
            question.setConnectTimeout(TIMEOUT_MILLIS);
            question.setReadTimeout(TIMEOUT_MILLIS);
            return question.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }
}
