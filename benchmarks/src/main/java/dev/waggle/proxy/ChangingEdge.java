package dev.waggle.proxy;

import dev.waggle.acme.StateUnusable;
import dev.waggle.proxy.cli.Cli;
import dev.waggle.proxy.cli.Launcher;
import dev.waggle.proxy.config.Config;
import dev.waggle.proxy.config.ConfigLoad;
import dev.waggle.proxy.config.ConfigLoad.Loaded;
import dev.waggle.proxy.tls.TlsUnusable;
import dev.waggle.routing.source.ServiceState;
import dev.waggle.routing.source.SourceState;
import dev.waggle.routing.source.TaskAddress;
import dev.waggle.routing.source.TaskState;
import dev.waggle.routing.translate.ServiceMemory;
import dev.waggle.routing.translate.Translator;
import dev.waggle.routing.translate.TranslatorSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Waggle whose services change as often as a file says: each time one of them has another task, and
 * other labels. From there on all is as after a reading of Docker: the whole table is made anew and
 * published. No reading is part of it; the sources read four times a second at most.
 *
 * <p>Arguments: the number of services, the host of the first one, the port of the task that they
 * all have, the file, and then those of {@code waggle}. The file holds a number of changes a
 * second, 0 for none, and is looked at between two changes.
 */
public final class ChangingEdge {
    private static final int OWN_ARGUMENTS = 4;
    private static final int FAILED = 1;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final String host;
    private final String taskPort;
    private final Path rate;
    private final List<ServiceState> services = new ArrayList<>();
    private final ServiceMemory memory = new ServiceMemory();
    private int changes;

    private ChangingEdge(int number, String host, String taskPort, Path rate) {
        this.host = host;
        this.taskPort = taskPort;
        this.rate = rate;
        for (int i = 0; i < number; i++) {
            services.add(service(i));
        }
    }

    /** Runs until the process is killed. */
    public static void main(String[] args) {
        ChangingEdge changing =
                new ChangingEdge(Integer.parseInt(args[0]), args[1], args[2], Path.of(args[3]));
        Launcher launcher =
                new Launcher() {
                    @Override
                    public int serve(Loaded loaded, Supplier<ConfigLoad> again) {
                        return changing.serve(loaded.config());
                    }

                    @Override
                    public int quickstart(Config config) {
                        return FAILED;
                    }
                };
        List<String> flags = List.of(args).subList(OWN_ARGUMENTS, args.length);
        System.exit(
                new Cli(launcher, Map.of(), System.out, System.err)
                        .run(flags.toArray(String[]::new)));
    }

    private int serve(Config config) {
        try (Edge edge = new Edge(config)) {
            edge.start();
            publish(edge);
            change(edge);
            return 0;
        } catch (TlsUnusable | StateUnusable | InterruptedException e) {
            System.err.println(e.getMessage());
            return FAILED;
        }
    }

    /** Falls behind where a change takes longer than its share of a second. */
    private void change(Edge edge) {
        while (!Thread.currentThread().isInterrupted()) {
            int perSecond = perSecond();
            if (perSecond == 0) {
                LockSupport.parkNanos(LOOK_NANOS);
                continue;
            }
            long next = System.nanoTime() + TimeUnit.SECONDS.toNanos(1) / perSecond;
            changes++;
            // The first one is what clients ask for: its task changes with the others'.
            int changed = changes % services.size();
            services.set(changed, service(changed));
            publish(edge);
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private int perSecond() {
        try {
            return Integer.parseInt(Files.readString(rate).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void publish(Edge edge) {
        edge.publish(
                Translator.translate(
                        List.of(new SourceState(services)), TranslatorSettings.DEFAULTS, memory));
    }

    private ServiceState service(int number) {
        String name = number == 0 ? host : "service" + number + "." + host;
        return new ServiceState(
                "id" + number,
                "stack_service" + number,
                Instant.EPOCH.plusSeconds(number),
                Map.of(
                        "routing-host",
                        name,
                        "routing-port",
                        taskPort,
                        "routing-retries",
                        Integer.toString(changes % 3)),
                Map.of(),
                List.of(
                        TaskState.running(
                                "task" + number + "." + changes,
                                "node",
                                List.of(
                                        new TaskAddress(
                                                "web", "127.0.0.1", OptionalInt.empty(), true)))));
    }
}
