package dev.waggle.routing.pipeline;

import dev.waggle.routing.source.ServiceSource;
import dev.waggle.routing.source.SourceState;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Turns the states of the sources into tables and publishes each that differs from the one before:
 * states -> combined -> translated -> distinct -> published.
 *
 * <p>Nothing is published until every source has told its first state, so that a source that starts
 * slowly does not take its routes away from the first table. One that is silent for too long is
 * left out until it speaks; with all of them silent, nothing is published at all.
 *
 * @param <T> the table; equal by content
 */
public final class RoutingPipeline<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RoutingPipeline.class);

    private final List<ServiceSource> sources;
    private final Function<List<SourceState>, T> translate;
    private final Consumer<T> publish;
    private final Duration firstStateWithin;
    private final Scheduler timer;
    private final Disposable.Swap running = Disposables.swap();

    /** Of whoever translates, one at a time. */
    private @Nullable T current;

    private @Nullable List<SourceState> last;

    private volatile PipelineStatus status = PipelineStatus.IDLE;

    /**
     * @param translate pure; gets the states in the order of the sources
     * @param publish called with every new table, by one thread at a time
     * @param firstStateWithin how long the first table waits for a silent source
     */
    public RoutingPipeline(
            List<ServiceSource> sources,
            Function<List<SourceState>, T> translate,
            Consumer<T> publish,
            Duration firstStateWithin) {
        this(sources, translate, publish, firstStateWithin, Schedulers.parallel());
    }

    RoutingPipeline(
            List<ServiceSource> sources,
            Function<List<SourceState>, T> translate,
            Consumer<T> publish,
            Duration firstStateWithin,
            Scheduler timer) {
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("there must be a source");
        }
        this.sources = List.copyOf(sources);
        this.translate = translate;
        this.publish = publish;
        this.firstStateWithin = firstStateWithin;
        this.timer = timer;
    }

    /** Subscribes to the sources. To be called once. */
    public void start() {
        Scheduler virtualThread =
                Schedulers.fromExecutorService(
                        Executors.newSingleThreadExecutor(
                                Thread.ofVirtual().name("routing-pipeline").factory()),
                        "routing-pipeline");
        Disposable subscription =
                combined()
                        // While one state is translated only the newest of the next ones is kept.
                        .onBackpressureLatest()
                        .publishOn(virtualThread, 1)
                        .subscribe(this::accept);
        running.update(Disposables.composite(subscription, virtualThread));
    }

    /** Stops the sources; what was published stays. */
    @Override
    public void close() {
        running.dispose();
    }

    /** From any thread. */
    public PipelineStatus status() {
        return status;
    }

    /**
     * Makes the table anew of what the sources told last, because something else has changed that
     * it is made with. Publishes on the caller's thread, which may have to wait.
     */
    public synchronized void translateAgain() {
        List<SourceState> states = last;
        if (states != null) {
            accept(states);
        }
    }

    private Flux<List<SourceState>> combined() {
        return Flux.combineLatest(
                        sources.stream().map(this::statesOf).toList(), RoutingPipeline::present)
                .filter(states -> !states.isEmpty());
    }

    /** The states of a source, with an empty one before them if the first is late. */
    private Flux<Optional<SourceState>> statesOf(ServiceSource source) {
        Mono<Optional<SourceState>> patienceEnds =
                Mono.delay(firstStateWithin, timer).map(_ -> Optional.empty());
        return Flux.defer(source::states)
                .doOnError(this::ended)
                .onErrorResume(_ -> Flux.never())
                .map(Optional::of)
                .mergeWith(patienceEnds)
                .filter(new EmptyOnlyFirst(source.name(), firstStateWithin));
    }

    /**
     * Leaves out the empty state of a source that has spoken in time. Behind the merge, where
     * signals come one at a time: whichever of the two was first, the state is what remains.
     */
    private static final class EmptyOnlyFirst implements Predicate<Optional<SourceState>> {
        private final String source;
        private final Duration patience;
        private boolean spoke;

        EmptyOnlyFirst(String source, Duration patience) {
            this.source = source;
            this.patience = patience;
        }

        @Override
        public boolean test(Optional<SourceState> state) {
            if (state.isEmpty() && !spoke) {
                LOG.warn(
                        "source {} has told nothing within {} s, its services are left out until it does",
                        source,
                        patience.toSeconds());
                return true;
            }
            spoke |= state.isPresent();
            return state.isPresent();
        }
    }

    private static List<SourceState> present(Object[] latest) {
        return Arrays.stream(latest)
                .map(state -> (Optional<?>) state)
                .flatMap(Optional::stream)
                .map(SourceState.class::cast)
                .toList();
    }

    /** The table before stays if anything goes wrong, and is what the next one is compared with. */
    private synchronized void accept(List<SourceState> states) {
        last = states;
        try {
            T table = translate.apply(states);
            status = status.afterTranslation();
            if (!table.equals(current)) {
                publish.accept(table);
                current = table;
                status = status.afterPublishing();
            }
        } catch (RuntimeException e) {
            LOG.error("the routes stay as they are: the new ones could not be made", e);
            status = status.afterError(e);
        }
    }

    /** Sources never end with an error; one that does is told of and does not stop the others. */
    private void ended(Throwable error) {
        LOG.error("a source of routes has ended, the routes stay as they are", error);
        status = status.afterError(error);
    }
}
