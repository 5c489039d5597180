package dev.waggle.proxy.real.load;

import dev.waggle.proxy.real.load.LoadReport.Failure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of the requests that began while one thing changed. Belongs to one event loop. */
final class Tally {
    private static final int MOST_FAILURES = 1_000;

    private final String name;
    private final long began = System.nanoTime();
    private final List<Failure> failures = new ArrayList<>();
    private final Map<String, Integer> answered = new TreeMap<>();
    private long[] nanos = new long[1 << 12];
    private int answers;
    private int open;
    private int failed;
    private int held;
    private int streamsEnded;
    private int streamsBroken;

    Tally(String name) {
        this.name = name;
    }

    void began() {
        open++;
    }

    /**
     * @param what method and host
     * @param took in nanoseconds
     */
    void answered(String what, long took) {
        open--;
        answered.merge(what, 1, Integer::sum);
        if (answers == nanos.length) {
            nanos = Arrays.copyOf(nanos, answers * 2);
        }
        nanos[answers++] = took;
    }

    void failed(Failure failure) {
        open--;
        failed++;
        keep(failure);
    }

    /** A request had no place: all connections were busy. */
    void held() {
        held++;
    }

    void streamEnded() {
        streamsEnded++;
    }

    void streamBroke(Failure failure) {
        streamsBroken++;
        keep(failure);
    }

    private void keep(Failure failure) {
        if (failures.size() < MOST_FAILURES) {
            failures.add(failure);
        }
    }

    /** Whether every request that began has come to its end. */
    boolean isComplete() {
        return open == 0;
    }

    LoadReport report() {
        long[] sorted = Arrays.copyOf(nanos, answers);
        Arrays.sort(sorted);
        return new LoadReport(
                name,
                (System.nanoTime() - began) / 1e9,
                answers + failed,
                failed,
                held,
                answers == 0 ? 0 : sorted[(int) Math.min(answers - 1, answers * 0.99)] / 1e9,
                answers == 0 ? 0 : sorted[answers - 1] / 1e9,
                streamsEnded,
                streamsBroken,
                answered,
                failures);
    }
}
