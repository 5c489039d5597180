package dev.waggle.routing.stackfile;

import dev.waggle.routing.Problem;
import dev.waggle.routing.source.DiscoveryStatus;
import dev.waggle.routing.source.ServiceSource;
import dev.waggle.routing.source.SourceState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The services of a stack file, read again when it changes. */
public final class StackFileSource implements ServiceSource {
    /** How often the file is looked at, unless something else is asked for. */
    public static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    private final StackFilePoller poller;
    private final Duration interval;
    private final Scheduler timer;

    /** Of a file that is looked at every second, with the variables of the environment. */
    public static StackFileSource of(Path file) {
        return new StackFileSource(
                file,
                System.getenv(),
                POLL_INTERVAL,
                InstantSource.system(),
                Schedulers.parallel());
    }

    /**
     * @param file may be missing or broken, now or later
     * @param variables for {@code ${NAME}} in the file
     * @param interval between two looks
     * @param clock what the file's time stamps are compared with
     * @param timer gives the rhythm only; files are read on a virtual thread
     */
    public StackFileSource(
            Path file,
            Map<String, String> variables,
            Duration interval,
            InstantSource clock,
            Scheduler timer) {
        this.poller = new StackFilePoller(file, variables, clock);
        this.interval = interval;
        this.timer = timer;
    }

    @Override
    public String name() {
        return "stack-file";
    }

    /** To be subscribed to once. */
    @Override
    public Flux<SourceState> states() {
        return Flux.using(StackFileSource::virtualThread, this::states, Scheduler::dispose);
    }

    /** From any thread: what is wrong with the file as it is now; empty when all is well. */
    public List<Problem> problems() {
        return poller.problems();
    }

    /** From any thread: how well the file is known. */
    public DiscoveryStatus status() {
        return poller.status();
    }

    private Flux<SourceState> states(Scheduler reader) {
        return Flux.interval(Duration.ZERO, interval, timer)
                .onBackpressureDrop()
                .publishOn(reader, 1)
                .concatMapIterable(_ -> poller.step().stream().toList())
                .onBackpressureLatest();
    }

    private static Scheduler virtualThread() {
        return Schedulers.fromExecutorService(
                Executors.newSingleThreadExecutor(Thread.ofVirtual().name("stack-file").factory()),
                "stack-file");
    }
}
