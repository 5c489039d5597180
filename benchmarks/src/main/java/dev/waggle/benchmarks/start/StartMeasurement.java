package dev.waggle.benchmarks.start;

import dev.waggle.benchmarks.contrast.Measure;
import dev.waggle.benchmarks.load.Load;
import dev.waggle.benchmarks.peer.FreshWaggle;
import dev.waggle.benchmarks.peer.Ports;
import dev.waggle.benchmarks.peer.Readiness;
import dev.waggle.benchmarks.peer.Site;
import dev.waggle.benchmarks.process.Program;
import dev.waggle.benchmarks.process.Usage;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts a Waggle, and looks at it until its first second is over. Blocks. */
final class StartMeasurement {
    private static final Measure LISTEN = new Measure("listen", "to listen", "ms");
    private static final Measure ANSWER = new Measure("answer", "to the first good answer", "ms");
    private static final Measure CPU = new Measure("cpu", "CPU time until then", "ms");
    private static final Measure READY = new Measure("ready", "to be ready", "ms");
    private static final Measure P99 =
            new Measure("p99", "p99 of the first second after it, 2,000 requests/s", "ms");
    private static final Measure RESIDENT = new Measure("resident", "resident after it", "MB");

    /** All that is measured. */
    static final List<Measure> ALL = List.of(LISTEN, ANSWER, CPU, READY, P99, RESIDENT);

    private static final Duration FIRST_SECOND = Duration.ofSeconds(1);

    private final Site site;
    private final FirstAnswer client;
    private final Load firstSecond;

    /**
     * @param firstSecond its unit is the 99th percentile in milliseconds
     */
    StartMeasurement(Site site, FirstAnswer client, Load firstSecond) {
        this.site = site;
        this.client = client;
        this.firstSecond = firstSecond;
    }

    Map<Measure, Double> of(FreshWaggle waggle) throws IOException {
        Map<Measure, Double> found = new HashMap<>();
        int port = Ports.free();
        int adminPort = Ports.free();
        long began = System.nanoTime();
        try (Program program = waggle.start(site, port, adminPort)) {
            try (Socket connection = client.connect(program, port)) {
                found.put(LISTEN, millisSince(began));
                client.ask(connection);
            }
            found.put(ANSWER, millisSince(began));
            found.put(CPU, Usage.cpuSeconds(program.processes()) * 1e3);
            Readiness.await(program, "http://127.0.0.1:" + adminPort + "/health/ready");
            found.put(READY, millisSince(began));
            found.put(P99, firstSecond.run(port, FIRST_SECOND));
            found.put(RESIDENT, Usage.residentMegabytes(program.processes()));
            program.truncateOutput();
        }
        return found;
    }

    private static double millisSince(long began) {
        return (System.nanoTime() - began) / 1e6;
    }
}
