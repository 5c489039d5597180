package dev.waggle.routing.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.waggle.routing.Draining;
import dev.waggle.routing.Eventually;
import dev.waggle.routing.Outlook;
import dev.waggle.routing.source.ServiceSource;
import dev.waggle.routing.source.ServiceState;
import dev.waggle.routing.source.SourceState;
import dev.waggle.routing.source.TaskAddress;
import dev.waggle.routing.source.TaskState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

class RememberedSourceTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");
    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final Duration NEVER = Duration.ofHours(1);

    @TempDir private Path folder;

    private final Sinks.Many<SourceState> docker = Sinks.many().unicast().onBackpressureBuffer();
    private final BlockingQueue<SourceState> told = new LinkedBlockingQueue<>();
    private Disposable subscription = () -> {};
    private SnapshotFile file;

    @BeforeEach
    void name() {
        file = new SnapshotFile(folder.resolve("last-swarm"));
    }

    @AfterEach
    void stop() {
        subscription.dispose();
    }

    private RememberedSource start(Duration patience) {
        ServiceSource swarm =
                new ServiceSource() {
                    @Override
                    public String name() {
                        return "swarm";
                    }

                    @Override
                    public Flux<SourceState> states() {
                        return docker.asFlux();
                    }
                };
        RememberedSource source =
                new RememberedSource(swarm, folder, patience, Schedulers.parallel(), () -> NOW);
        subscription = source.states().subscribe(told::add);
        return source;
    }

    private SourceState next() throws InterruptedException {
        SourceState state = told.poll(10, TimeUnit.SECONDS);
        assertThat(state).as("a state within ten seconds").isNotNull();
        return state;
    }

    /** With something of everything. */
    private static SourceState state(String name) {
        TaskAddress overlay = new TaskAddress("web", "10.0.1.3", OptionalInt.empty(), true);
        TaskAddress host =
                new TaskAddress("", "192.0.2.7", OptionalInt.of(81), false, Map.of(80, 8080));
        TaskState stopping =
                new TaskState(
                        "t2",
                        "vm",
                        false,
                        new Draining(NOW, Duration.ofSeconds(30)),
                        List.of(overlay, host));
        return new SourceState(
                List.of(
                        new ServiceState(
                                "s1",
                                name,
                                NOW,
                                Map.of("routing-host", "blog.example"),
                                Map.of("note", "\"\n"),
                                List.of(TaskState.running("t1", "vm", List.of(overlay)), stopping),
                                Outlook.COMING)));
    }

    private void awaitKept(SourceState expected) {
        Eventually.holds("kept", () -> isKept(expected));
    }

    private boolean isKept(SourceState expected) {
        try {
            return file.load().filter(kept -> kept.state().equals(expected)).isPresent();
        } catch (SnapshotRefused e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatTheSourceTellsIsPassedOnAndKeptForItsOwnerOnly() throws Exception {
        start(NEVER);
        docker.tryEmitNext(state("blog"));

        assertThat(next()).isEqualTo(state("blog"));
        awaitKept(state("blog"));
        assertThat(Files.getPosixFilePermissions(file.path()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aSourceThatIsSilentAfterTheStartIsStoodInForByWhatWasKeptOfIt() throws Exception {
        file.save(new Snapshot(NOW, state("blog")));

        RememberedSource source = start(AT_ONCE);

        assertThat(next()).isEqualTo(state("blog"));
        assertThat(source.servedFrom()).contains(NOW);
        assertThat(source.problems())
                .singleElement()
                .satisfies(it -> assertThat(it.value()).isEqualTo(NOW.toString()));
    }

    @Test
    void whenTheSourceSpeaksItSpeaksForItself() throws Exception {
        file.save(new Snapshot(NOW, state("blog")));
        RememberedSource source = start(AT_ONCE);
        next();

        docker.tryEmitNext(state("shop"));

        assertThat(next()).isEqualTo(state("shop"));
        assertThat(source.servedFrom()).isEmpty();
        assertThat(source.problems()).isEmpty();
        awaitKept(state("shop"));
    }

    @Test
    void aSourceThatSpeaksInTimeIsNeverStoodInFor() throws Exception {
        file.save(new Snapshot(NOW, state("old")));
        RememberedSource source = start(NEVER);
        docker.tryEmitNext(state("blog"));

        assertThat(next()).isEqualTo(state("blog"));
        assertThat(source.servedFrom()).isEmpty();
        assertThat(told).isEmpty();
        awaitKept(state("blog"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "waggle-snapshot 1 ", "{}", "waggle-snapshot 2 x\n{}"})
    void aFileThatIsNoSnapshotIsRefused(String content) throws IOException {
        Files.writeString(file.path(), content);

        assertThat(catchThrowable(file::load)).isInstanceOf(SnapshotRefused.class);
    }

    @Test
    void oneThatWasChangedOrCutIsRefused() throws IOException {
        file.save(new Snapshot(NOW, state("blog")));
        byte[] whole = Files.readAllBytes(file.path());
        for (int cut = 0; cut < whole.length; cut += 7) {
            Files.write(file.path(), Arrays.copyOf(whole, cut));
            assertThat(catchThrowable(file::load))
                    .as("cut at %d", cut)
                    .isInstanceOf(SnapshotRefused.class);
        }
    }

    @Test
    void aDamagedFileIsAProblemAndNoRouteComesOfIt() throws Exception {
        Files.writeString(file.path(), "waggle-snapshot 1 nonsense");
        RememberedSource source = start(AT_ONCE);
        Eventually.holds("a problem", () -> !source.problems().isEmpty());

        assertThat(source.problems())
                .singleElement()
                .satisfies(it -> assertThat(it.message()).contains("cannot be used"));
        assertThat(told).isEmpty();
        docker.tryEmitNext(state("blog"));
        assertThat(next()).isEqualTo(state("blog"));
        awaitKept(state("blog"));
    }
}
