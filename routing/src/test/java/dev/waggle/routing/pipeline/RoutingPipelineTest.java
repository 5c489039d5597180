package dev.waggle.routing.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.Eventually;
import dev.waggle.routing.source.ServiceSource;
import dev.waggle.routing.source.ServiceState;
import dev.waggle.routing.source.SourceState;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** The table of these tests is the list of the services' names. */
class RoutingPipelineTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final HandSource swarm = new HandSource("swarm");
    private final HandSource stackFile = new HandSource("stack-file");
    private final BlockingQueue<List<String>> published = new LinkedBlockingQueue<>();
    private @Nullable RoutingPipeline<List<String>> pipeline;

    @AfterEach
    void close() {
        if (pipeline != null) {
            pipeline.close();
        }
    }

    @Test
    void publishesATableForEveryStateThatDiffers() throws Exception {
        start(NEVER, swarm);
        swarm.tell("blog");
        assertThat(next()).containsExactly("blog");

        swarm.tell("blog");
        swarm.tell("blog", "shop");
        assertThat(next()).containsExactly("blog", "shop");
        awaitPublished(2);
        assertThat(published).isEmpty();
    }

    @Test
    void putsSeveralSourcesTogetherInTheirOrder() throws Exception {
        start(NEVER, swarm, stackFile);
        stackFile.tell("local");
        swarm.tell("blog");
        assertThat(next()).containsExactly("blog", "local");

        stackFile.tell();
        assertThat(next()).containsExactly("blog");
    }

    @Test
    void publishesNothingBeforeEverySourceHasSpoken() throws Exception {
        start(NEVER, swarm, stackFile);
        stackFile.tell("local");
        stackFile.tell("other");
        swarm.tell("blog");

        assertThat(next()).containsExactly("blog", "other");
        assertThat(status().translated()).isEqualTo(1);
    }

    @Test
    void leavesOutASourceThatIsSilentForTooLongUntilItSpeaks() throws Exception {
        start(AT_ONCE, swarm, stackFile);
        stackFile.tell("local");
        assertThat(next()).containsExactly("local");

        swarm.tell("blog");
        assertThat(next()).containsExactly("blog", "local");
    }

    @Test
    void losesNoStateThatComesJustWhenTheWaitIsOver() throws Exception {
        for (int round = 0; round < 1000; round++) {
            HandSource late = new HandSource("late");
            RoutingPipeline<List<String>> started =
                    start(RoutingPipelineTest::names, published::add, AT_ONCE, swarm, late);
            LockSupport.parkNanos(round * 1_500L);
            late.tell("local");
            assertThat(next()).containsExactly("local");
            started.close();
        }
    }

    @Test
    void publishesNothingWhileAllSourcesAreSilent() throws Exception {
        start(AT_ONCE, swarm);
        swarm.tell("blog");

        assertThat(next()).as("no empty table before").containsExactly("blog");
    }

    @Test
    void aStateWithoutServicesIsPublishedAsWhatItIs() throws Exception {
        start(NEVER, swarm);
        swarm.tell();

        assertThat(next()).isEmpty();
    }

    @Test
    void keepsTheTableWhenTranslatingFails() throws Exception {
        start(
                states -> {
                    List<String> names = names(states);
                    if (names.contains("bad")) {
                        throw new IllegalStateException("cannot be translated");
                    }
                    return names;
                },
                published::add,
                swarm);
        swarm.tell("blog");
        next();
        swarm.tell("bad");
        awaitErrors(1);
        swarm.tell("blog", "shop");

        assertThat(next()).containsExactly("blog", "shop");
        assertThat(status().errors()).isEqualTo(1);
        assertThat(status().lastError())
                .hasValueSatisfying(e -> assertThat(e).contains("cannot be translated"));
    }

    @Test
    void triesToPublishAgainWhenPublishingFailed() throws Exception {
        start(
                RoutingPipelineTest::names,
                table -> {
                    if (status().errors() == 0) {
                        throw new IllegalStateException("cannot be published");
                    }
                    published.add(table);
                },
                swarm);
        swarm.tell("blog");
        awaitErrors(1);
        swarm.tell("blog");

        assertThat(next()).containsExactly("blog");
    }

    @Test
    void aSourceThatEndsWithAnErrorDoesNotStopTheOthers() throws Exception {
        start(NEVER, swarm, stackFile);
        swarm.tell("blog");
        stackFile.tell("local");
        next();
        stackFile.end(new IllegalStateException("gone"));
        swarm.tell("shop");

        assertThat(next()).containsExactly("shop", "local");
        assertThat(status().errors()).isEqualTo(1);
    }

    @Test
    void translatesAndPublishesOnAVirtualThread() throws Exception {
        BlockingQueue<Boolean> virtual = new LinkedBlockingQueue<>();
        start(
                RoutingPipelineTest::names,
                _ -> virtual.add(Thread.currentThread().isVirtual()),
                swarm);
        swarm.tell("blog");

        assertThat(virtual.poll(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closingStopsTheSources() {
        RoutingPipeline<List<String>> started = start(NEVER, swarm);
        assertThat(swarm.listeners()).isEqualTo(1);

        started.close();

        assertThat(swarm.listeners()).isZero();
    }

    private RoutingPipeline<List<String>> start(Duration firstStateWithin, ServiceSource... from) {
        return start(RoutingPipelineTest::names, published::add, firstStateWithin, from);
    }

    private void start(
            Function<List<SourceState>, List<String>> translate,
            Consumer<List<String>> publish,
            ServiceSource... from) {
        start(translate, publish, NEVER, from);
    }

    private RoutingPipeline<List<String>> start(
            Function<List<SourceState>, List<String>> translate,
            Consumer<List<String>> publish,
            Duration firstStateWithin,
            ServiceSource... from) {
        RoutingPipeline<List<String>> started =
                new RoutingPipeline<>(Arrays.asList(from), translate, publish, firstStateWithin);
        pipeline = started;
        started.start();
        return started;
    }

    private PipelineStatus status() {
        RoutingPipeline<List<String>> started = pipeline;
        return started == null ? PipelineStatus.IDLE : started.status();
    }

    private List<String> next() throws InterruptedException {
        List<String> table = published.poll(10, TimeUnit.SECONDS);
        if (table == null) {
            throw new AssertionError("nothing was published");
        }
        return table;
    }

    /** The count follows the publishing. */
    private void awaitPublished(int count) {
        Eventually.holds("published", () -> status().published() >= count);
    }

    private void awaitErrors(int count) {
        Eventually.holds("errors", () -> status().errors() >= count);
    }

    private static List<String> names(List<SourceState> states) {
        return states.stream()
                .flatMap(state -> state.services().stream())
                .map(ServiceState::name)
                .toList();
    }

    /** Tells what a test wants, when it wants. */
    private static final class HandSource implements ServiceSource {
        private final String name;
        private final Sinks.Many<SourceState> sink = Sinks.many().multicast().directBestEffort();

        HandSource(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Flux<SourceState> states() {
            return sink.asFlux();
        }

        void tell(String... names) {
            sink.tryEmitNext(
                            new SourceState(Arrays.stream(names).map(HandSource::service).toList()))
                    .orThrow();
        }

        void end(Throwable error) {
            sink.tryEmitError(error).orThrow();
        }

        int listeners() {
            return sink.currentSubscriberCount();
        }

        private static ServiceState service(String name) {
            return new ServiceState(name, name, Instant.EPOCH, Map.of(), Map.of(), List.of());
        }
    }
}
