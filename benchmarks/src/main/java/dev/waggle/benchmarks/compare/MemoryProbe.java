package dev.waggle.benchmarks.compare;

import dev.waggle.benchmarks.load.IdleConnections;
import dev.waggle.benchmarks.load.Load;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;

/** What a proxy's processes occupy. */
final class MemoryProbe {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Duration TO_SETTLE = Duration.ofSeconds(2);
    private static final int CONNECTIONS = 1000;

    private MemoryProbe() {}

    /** After its start, with nothing to do. In MB. */
    static Probe idle() {
        return (peer, _) -> {
            settle();
            return peer.residentMegabytes();
        };
    }

    /** The most that is seen during a load. In MB. */
    static Probe under(Load load) {
        return (peer, time) -> {
            CompletableFuture<Void> done =
                    CompletableFuture.runAsync(
                            () -> load.run(peer.port(), time), Thread::startVirtualThread);
            double most = 0;
            while (!done.isDone()) {
                most = Math.max(most, peer.residentMegabytes());
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            }
            join(done);
            return most;
        };
    }

    /** What each of 1,000 idle TLS connections adds, in KiB. */
    static Probe ofIdleConnections() {
        return (peer, _) -> {
            // Buffers that any connection needs are there already when the counting begins.
            try (IdleConnections _ = IdleConnections.open(peer.port(), CONNECTIONS / 10)) {
                settle();
            }
            double before = peer.residentMegabytes();
            try (IdleConnections _ = IdleConnections.open(peer.port(), CONNECTIONS)) {
                settle();
                return Math.max(
                        0.01, (peer.residentMegabytes() - before) * 1e6 / 1024 / CONNECTIONS);
            }
        };
    }

    /** Requests for each CPU-second while 1,000 other connections are open. */
    static Probe besideIdleConnections(Load load) {
        return (peer, time) -> {
            try (IdleConnections _ = IdleConnections.open(peer.port(), CONNECTIONS)) {
                return Probe.perCpuSecond(load).sample(peer, time);
            }
        };
    }

    private static void settle() {
        LockSupport.parkNanos(TO_SETTLE.toNanos());
    }

    private static void join(CompletableFuture<Void> done) {
        try {
            done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
