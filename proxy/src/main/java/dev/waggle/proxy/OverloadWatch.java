package dev.waggle.proxy;

import dev.waggle.proxy.config.OverloadLimits;
import dev.waggle.proxy.listener.ConnectionGate;
import dev.waggle.proxy.overload.Level;
import dev.waggle.proxy.overload.Overload;
import dev.waggle.proxy.overload.ProcessUsage;
import dev.waggle.proxy.overload.Resource;
import dev.waggle.proxy.overload.Thresholds;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then how much there is of everything, and has connections shed where it is too
 * much: new ones, then idle ones, then those of which we hold the most.
 *
 * <p>{@link #look} is called by one thread; what it found is there for all.
 */
final class OverloadWatch {
    /** Between two looks; also how long a step of shedding may show its effect. */
    static final Duration PAUSE = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger(OverloadWatch.class);

    /** Of what is held after a collection nothing goes before the next one, so one is asked for. */
    private static final int LOOKS_BEFORE_COLLECTION = 60;

    private final Supplier<OverloadLimits> limits;
    private final ConnectionGate gate;
    private final List<Worker> workers;
    private final ProcessUsage process = new ProcessUsage();
    private volatile Overload current = Overload.NONE;
    private long lagBefore;
    private int looksAtFullHeap;

    OverloadWatch(Supplier<OverloadLimits> limits, ConnectionGate gate, List<Worker> workers) {
        this.limits = limits;
        this.gate = gate;
        this.workers = workers;
    }

    Overload current() {
        return current;
    }

    void look() {
        OverloadLimits bounds = limits.get();
        Overload before = current;
        Overload now =
                before.next(
                        new Thresholds(bounds.highPercent(), bounds.criticalPercent()),
                        shares(bounds));
        current = now;
        gate.overloaded(now.refusesNew());
        if (now.closesIdle()) {
            workers.forEach(worker -> worker.shed(now.cutsSlowest()));
        }
        if (!now.levels().equals(before.levels())) {
            tell(now);
        }
        collectWhereHeapStays(now);
    }

    /** Why others should be asked instead of us. */
    List<String> notReadyBecause() {
        return current.isCritical() ? current.words() : List.of();
    }

    /** What there is much of, while we still serve. */
    List<String> readyBut() {
        return current.isCritical() ? List.of() : current.words();
    }

    Map<String, Double> shares() {
        return current.shares().entrySet().stream()
                .collect(Collectors.toMap(it -> it.getKey().word(), Map.Entry::getValue));
    }

    Map<String, Double> levels() {
        return current.levels().entrySet().stream()
                .collect(
                        Collectors.toMap(
                                it -> it.getKey().word(), it -> (double) it.getValue().ordinal()));
    }

    private Map<Resource, Double> shares(OverloadLimits bounds) {
        Map<Resource, Double> shares = new EnumMap<>(Resource.class);
        shares.put(Resource.HEAP, process.heap());
        shares.put(Resource.BUFFERS, process.buffers());
        shares.put(Resource.DESCRIPTORS, process.descriptors());
        // Never all of them: with 100 % as the threshold, only the gate's own bound holds.
        shares.put(Resource.CONNECTIONS, gate.open() / (gate.most() + 1.0));
        shares.put(Resource.LOOP_LAG, (double) lasting(lag()) / bounds.loopLag().toNanos());
        shares.put(Resource.WAITING, (double) waiting() / bounds.waiting());
        return shares;
    }

    private long lag() {
        return workers.stream().mapToLong(Worker::lagNanos).max().orElse(0);
    }

    /** A process that stood still as a whole sees all loops late once, and they are not. */
    private long lasting(long lag) {
        long least = Math.min(lag, lagBefore);
        lagBefore = lag;
        return least;
    }

    private long waiting() {
        return workers.stream().mapToLong(worker -> worker.metrics().waiting()).sum();
    }

    private static void tell(Overload now) {
        if (now.words().isEmpty()) {
            LOG.info("not overloaded any more");
        } else {
            LOG.warn("{}", String.join(", ", now.words()));
        }
    }

    private void collectWhereHeapStays(Overload now) {
        if (now.levels().get(Resource.HEAP) == Level.CALM) {
            looksAtFullHeap = 0;
        } else if (++looksAtFullHeap % LOOKS_BEFORE_COLLECTION == 0) {
            System.gc();
        }
    }
}
