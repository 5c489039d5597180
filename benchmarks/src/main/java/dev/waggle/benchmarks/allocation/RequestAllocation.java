package dev.waggle.benchmarks.allocation;

import dev.waggle.benchmarks.load.H2load;
import dev.waggle.benchmarks.peer.RunningPeer;
import dev.waggle.benchmarks.process.ThreadMemory;

/**
 * Counts what the event loops of a running Waggle allocate for a request. Handshakes and
 * connections cost too, so two runs that differ in their number of requests alone are held against
 * each other. Blocks.
 */
final class RequestAllocation {
    private static final String EVENT_LOOPS = "loop-";

    private final RunningPeer waggle;
    private final H2load load;

    RequestAllocation(RunningPeer waggle, H2load load) {
        this.waggle = waggle;
        this.load = load;
    }

    /**
     * Bytes of one request.
     *
     * @param warmUp requests that are not counted: the compiler leaves objects out where it has
     *     seen enough
     * @param counted requests
     */
    double bytes(long warmUp, long counted) {
        long few = counted / 4;
        load.requests(waggle.port(), warmUp);
        try (ThreadMemory memory = ThreadMemory.of(waggle.pid())) {
            long start = memory.allocatedBy(EVENT_LOOPS);
            load.requests(waggle.port(), few);
            long middle = memory.allocatedBy(EVENT_LOOPS);
            load.requests(waggle.port(), few + counted);
            long end = memory.allocatedBy(EVENT_LOOPS);
            return (double) (end - middle - (middle - start)) / counted;
        }
    }
}
