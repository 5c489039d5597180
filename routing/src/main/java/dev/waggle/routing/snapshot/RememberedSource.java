package dev.waggle.routing.snapshot;

import dev.waggle.routing.Problem;
import dev.waggle.routing.source.ServiceSource;
import dev.waggle.routing.source.SourceState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A source whose last state is kept in a file. If it tells nothing for a while after the start, the
 * kept state is told in its place, until it speaks itself; nothing is kept of what came from the
 * file.
 *
 * <p>A virtual thread writes, at most once a second; what was told within the last second before
 * the process ends may not be kept.
 */
public final class RememberedSource implements ServiceSource {
    private static final Logger LOG = LoggerFactory.getLogger(RememberedSource.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration BETWEEN_WRITES = Duration.ofSeconds(1);

    private final ServiceSource source;
    private final SnapshotFile file;
    private final Duration patience;
    private final Scheduler timer;
    private final InstantSource clock;
    private final BlockingQueue<SourceState> toKeep = new ArrayBlockingQueue<>(1);
    private volatile @Nullable Instant servedFrom;
    private volatile @Nullable String trouble;

    /**
     * Waits 3 s for the source.
     *
     * @param folder where the file is, named after the source; made when it is not there
     */
    public RememberedSource(ServiceSource source, Path folder) {
        this(source, folder, PATIENCE, Schedulers.parallel(), InstantSource.system());
    }

    RememberedSource(
            ServiceSource source,
            Path folder,
            Duration patience,
            Scheduler timer,
            InstantSource clock) {
        this.source = source;
        this.file = new SnapshotFile(folder.resolve("last-" + source.name()));
        this.patience = patience;
        this.timer = timer;
        this.clock = clock;
    }

    @Override
    public String name() {
        return source.name();
    }

    /**
     * When the state was kept that stands in for the source now; empty while the source speaks for
     * itself. From any thread.
     */
    public Optional<Instant> servedFrom() {
        return Optional.ofNullable(servedFrom);
    }

    /** What an operator should know; from any thread. */
    public List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        servedFrom()
                .ifPresent(since ->
                        problems.add(
                                new Problem(
                                        "",
                                        "",
                                        since.toString(),
                                        "the routes of the source "
                                                + name()
                                                + " are those of this time, because it has not"
                                                + " answered since the start",
                                        "make Docker answer: its error is in the log")));
        String wrong = trouble;
        if (wrong != null) {
            problems.add(
                    new Problem(
                            "",
                            "",
                            file.path().toString(),
                            wrong,
                            "make the state directory writable, or name another as state-dir"));
        }
        return problems;
    }

    /** To be subscribed to once at a time. */
    @Override
    public Flux<SourceState> states() {
        return Flux.using(
                () -> Thread.ofVirtual().name("snapshot-" + name()).start(this::keep),
                _ -> liveOrKept(),
                Thread::interrupt);
    }

    /**
     * A state, from the source or from the file.
     *
     * @param savedAt when it was kept; null when the source tells it
     */
    private record Told(SourceState state, @Nullable Instant savedAt) {}

    private Flux<SourceState> liveOrKept() {
        AtomicBoolean spoken = new AtomicBoolean();
        return Flux.defer(source::states)
                .map(state -> new Told(state, null))
                .publish(live ->
                        Flux.merge(
                                live,
                                Mono.delay(patience, timer)
                                        .takeUntilOther(live.next())
                                        .publishOn(Schedulers.boundedElastic())
                                        .mapNotNull(_ -> kept())))
                // Behind the merge one comes after the other: what was kept never follows what is.
                .filter(told -> told.savedAt() == null || !spoken.get())
                .doOnNext(told -> take(told, spoken))
                .map(Told::state);
    }

    private void take(Told told, AtomicBoolean spoken) {
        Instant savedAt = told.savedAt();
        if (savedAt != null) {
            LOG.warn(
                    "the source {} does not answer, its services are those of {}", name(), savedAt);
        } else {
            if (servedFrom != null) {
                LOG.info("the source {} answers, what was kept of it is not needed", name());
            }
            spoken.set(true);
            toKeep.poll();
            var _ = toKeep.offer(told.state());
        }
        servedFrom = savedAt;
    }

    private @Nullable Told kept() {
        try {
            return file.load().map(kept -> new Told(kept.state(), kept.savedAt())).orElse(null);
        } catch (IOException e) {
            trouble = "the kept state of the services cannot be used: " + e.getMessage();
            LOG.warn("{} ({})", trouble, file.path());
            return null;
        }
    }

    private void keep() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                save(toKeep.take());
                TimeUnit.NANOSECONDS.sleep(BETWEEN_WRITES.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void save(SourceState state) {
        try {
            file.save(new Snapshot(clock.instant(), state));
            trouble = null;
        } catch (IOException e) {
            if (trouble == null) {
                LOG.warn("the services cannot be kept in {}: {}", file.path(), e.toString());
            }
            trouble = "the services cannot be kept for the next start: " + e;
        }
    }
}
