package dev.waggle.benchmarks.compare;

import dev.waggle.benchmarks.load.Load;
import dev.waggle.benchmarks.load.LoadFailed;
import dev.waggle.benchmarks.peer.RunningPeer;
import java.time.Duration;

/** Takes one sample of a proxy. Blocks the caller. */
@FunctionalInterface
interface Probe {
    /**
     * @param time how long it may load the proxy
     */
    double sample(RunningPeer peer, Duration time);

    /** How much of a load a proxy does for each second of user and system time that it uses. */
    static Probe perCpuSecond(Load load) {
        return (peer, time) -> {
            double before = peer.cpuSeconds();
            double done = load.run(peer.port(), time);
            double used = peer.cpuSeconds() - before;
            if (used <= 0) {
                throw new LoadFailed("no CPU time was counted");
            }
            return done / used;
        };
    }

    /** What the load itself measures. */
    static Probe ofLoad(Load load) {
        return (peer, time) -> load.run(peer.port(), time);
    }
}
