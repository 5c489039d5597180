package dev.waggle.proxy.real.update;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Counts what became of requests; safe for all threads. */
final class Outcomes {
    private static final int SHOWN_FAILURES = 20;

    private final List<String> failures = new ArrayList<>();
    private int requests;
    private int failed;
    private int repeated;
    private int elsewhere;
    private int connections;
    private int resumed;
    private long slowestNanos;

    synchronized void asked() {
        requests++;
    }

    synchronized void answered(long nanos) {
        slowestNanos = Math.max(slowestNanos, nanos);
    }

    synchronized void repeated() {
        repeated++;
    }

    synchronized void elsewhere() {
        elsewhere++;
    }

    synchronized void connected(boolean isResumed) {
        connections++;
        resumed += isResumed ? 1 : 0;
    }

    synchronized void failed(String why) {
        failed++;
        if (failures.size() < SHOWN_FAILURES) {
            failures.add(why);
        }
    }

    synchronized UpdateReport report(List<String> gaps) {
        return new UpdateReport(
                requests,
                failed,
                repeated,
                elsewhere,
                connections,
                resumed,
                TimeUnit.NANOSECONDS.toMillis(slowestNanos),
                List.copyOf(failures),
                gaps);
    }
}
