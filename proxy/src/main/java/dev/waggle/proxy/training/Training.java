package dev.waggle.proxy.training;

import dev.waggle.acme.StateUnusable;
import dev.waggle.proxy.tls.TlsUnusable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs Waggle as in production, for some seconds, with everything around it on loopback: an Engine,
 * a task and clients. With {@code -XX:AOTCacheOutput} among the arguments, the JVM that is watched
 * writes its cache when it stops.
 *
 * <p>The arguments are the command of production to its end, without flags of Waggle's own. The
 * exit code is 1 when anything went another way than it should: a cache that is worth less than it
 * seems would be found by nobody. Needs no network but loopback, and no other program.
 */
public final class Training {
    private static final int FAILED = 1;

    private Training() {}

    /** Runs it, and ends the process with its exit code. */
    public static void main(String[] args) throws IOException {
        try {
            run(List.of(args));
        } catch (IOException | StateUnusable | TlsUnusable | TrainingFailed e) {
            System.err.println("the training run failed: " + e.getMessage());
            System.exit(FAILED);
        }
    }

    private static void run(List<String> command) throws IOException, StateUnusable, TlsUnusable {
        Path folder = Files.createTempDirectory("waggle-training-");
        knowHosts(folder.resolve("hosts"));
        try (StandIn task = StandIn.onLoopback(StandIn.TASK);
                StandIn engine = StandIn.onSocket(folder.resolve("docker.sock"), StandIn.ENGINE)) {
            Scene scene = Scene.in(folder, task.port(), engine.socket());
            List<String> words = new ArrayList<>(command);
            words.addAll(scene.flags());
            try (Trainee trainee = Trainee.start(words)) {
                new Clients(scene.authority(), trainee.ports()).askForEverything();
                trainee.stop();
            }
        } finally {
            delete(folder);
        }
    }

    /**
     * For the clients here; the JVM reads the property when it looks a name up for the first time.
     */
    private static void knowHosts(Path file) throws IOException {
        Files.writeString(
                file, "127.0.0.1 %s\n127.0.0.1 %s\n".formatted(Scene.HOST, Scene.SIGNED_HOST));
        System.setProperty("jdk.net.hosts.file", file.toString());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
