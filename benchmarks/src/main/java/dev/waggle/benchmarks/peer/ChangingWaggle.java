package dev.waggle.benchmarks.peer;

import dev.waggle.benchmarks.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** A Waggle whose services change as often as it is told, until it is closed. */
public final class ChangingWaggle implements AutoCloseable {
    private static final String VERSION = "waggle_table_version";

    private final RunningPeer running;
    private final Path rate;
    private final int adminPort;

    private ChangingWaggle(RunningPeer running, Path rate, int adminPort) {
        this.running = running;
        this.rate = rate;
        this.adminPort = adminPort;
    }

    /**
     * Starts it, and blocks until it answers. Nothing changes yet.
     *
     * @param services how many it has
     */
    public static ChangingWaggle start(Site site, Path distribution, int services)
            throws IOException {
        Path rate = site.folder().resolve("rate");
        Files.writeString(rate, "0");
        int port = Ports.free();
        int adminPort = Ports.free();
        Program program =
                Program.start(
                        site.core(),
                        new Waggle(distribution)
                                .prepareChanging(site, "changing", port, services, rate, adminPort)
                                .command(),
                        site.folder().resolve("changing.out"),
                        Map.of());
        Readiness.await(program, "https://" + Site.HOST + ":" + port + Backend.Paths.SMALL);
        return new ChangingWaggle(RunningPeer.started(port, program), rate, adminPort);
    }

    /** From now on so many services change in a second. */
    public void change(int perSecond) throws IOException {
        Path next =
                Files.writeString(rate.resolveSibling("next-rate"), Integer.toString(perSecond));
        Files.move(next, rate, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** How many tables it has published so far. */
    public long published() {
        return AdminPage.metric(adminPort, VERSION);
    }

    /** What clients see. */
    public RunningPeer running() {
        return running;
    }

    @Override
    public void close() {
        running.close();
    }
}
