package dev.waggle.proxy.real.load;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.Eventually;
import dev.waggle.proxy.real.RunningEdge;
import dev.waggle.proxy.real.SwarmCluster;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestReporter;

/** The edge under a load that goes on, and the table of what its clients saw. */
final class LoadedEdge {
    private static final int PER_SECOND = 550;
    private static final int WEB_SOCKETS = 20;
    private static final int EVENT_STREAMS = 5;

    /** For what happens a little after a change, such as the end of its old tasks. */
    private static final long AFTERMATH = TimeUnit.SECONDS.toNanos(3);

    private final SwarmCluster swarm;
    private final RunningEdge edge;
    private final LoadTable table = new LoadTable();
    private @Nullable Load load;
    private @Nullable EdgePages pages;

    LoadedEdge(SwarmCluster swarm, RunningEdge edge) {
        this.swarm = swarm;
        this.edge = edge;
    }

    /** Begins with the load. */
    void begin() {
        Target target =
                new Target(
                        new InetSocketAddress(edge.address(), 443),
                        edge.localAuthority(),
                        LoadedServices.HOSTS,
                        PER_SECOND,
                        WEB_SOCKETS,
                        EVENT_STREAMS);
        pages = new EdgePages(edge);
        load = Load.on(swarm, target);
    }

    /** What the edge says, once the load has begun. */
    EdgePages pages() {
        return requireNonNull(pages);
    }

    /** Lets the load go on. */
    static void aWhile() {
        LockSupport.parkNanos(AFTERMATH);
    }

    /** What clients saw from before a change until a little after it. */
    LoadReport during(String name, Load.Change change) {
        LoadReport report =
                requireNonNull(load)
                        .during(
                                name,
                                () -> {
                                    change.make();
                                    aWhile();
                                });
        table.add(report, lead("0") + " / " + lead("0.5"));
        return report;
    }

    /**
     * What clients saw of a change that nobody has planned: only that may fail which was under way
     * at a task that died, and must not be sent twice. Streams were under way too.
     *
     * @param change returns when the edge knew of it, in milliseconds since the epoch
     */
    void onlyWhatWasUnderWayFails(String name, LongSupplier change) {
        AtomicLong known = new AtomicLong();
        LoadReport report = during(name, () -> known.set(change.getAsLong()));
        assertThat(report.failuresOf("GET")).as(report.kinds()).isEmpty();
        assertThat(report.failuresOf("POST"))
                .as(report.kinds())
                .allMatch(failure -> failure.beganMillis() <= known.get());
        assertThat(report.requests()).isPositive();
    }

    /** Adds what clients of something else than the edge saw. */
    LoadReport add(LoadReport report) {
        table.add(report, "-");
        return report;
    }

    private String lead(String quantile) {
        String series = "waggle_drain_lead_seconds{quantile=\"" + quantile + "\"} ";
        return pages().metrics()
                .lines()
                .filter(line -> line.startsWith(series))
                .map(line -> line.substring(series.length()))
                .findFirst()
                .orElse("-");
    }

    /**
     * Lets the edge read its configuration again, and waits until it says that it has.
     *
     * @param task the edge's own
     */
    void reload(SwarmCluster.Task task) {
        Instant before = Instant.now();
        swarm.node(task).docker("kill", "--signal=HUP", swarm.container(task));
        Eventually.holds(
                "the configuration is reloaded",
                Duration.ofSeconds(20),
                () -> saidSince(task, before).contains("the configuration was read again"));
    }

    /** Its messages; the access log is what goes to the standard output. */
    private String saidSince(SwarmCluster.Task task, Instant time) {
        return swarm.node(task)
                .dockerCommand("logs", "--since=" + time, swarm.container(task))
                .run()
                .errors();
    }

    /** Ends the load. */
    void pause() {
        Load started = load;
        load = null;
        if (started != null) {
            started.close();
        }
    }

    /** Ends the load, and tells the table. */
    void end(TestReporter reporter) {
        pause();
        reporter.publishEntry("under load", "\n" + table);
    }
}
