package dev.waggle.routing.stackfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.Problem;
import dev.waggle.routing.source.ServiceState;
import dev.waggle.routing.source.SourceState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

class StackFileSourceTest {
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir Path folder;

    private Path file;
    private Instant now = LONG_AGO.plusSeconds(3600);
    private StackFilePoller poller;

    @BeforeEach
    void pollTheFile() {
        file = folder.resolve("stack.yml");
        poller = new StackFilePoller(file, Map.of(), () -> now);
    }

    @Test
    void tellsTheFirstStateAndThenOnlyChanges() throws IOException {
        write("services: {a: }");

        assertThat(names(poller.step())).containsExactly("a");
        assertThat(poller.step()).isEmpty();
        write("services: {a: , bb: }");
        assertThat(names(poller.step())).containsExactly("a", "bb");
    }

    @Test
    void aChangeThatIsOnlyACommentIsNoChange() throws IOException {
        write("services: {a: }");
        poller.step();
        write("services: {a: } # unchanged");

        assertThat(poller.step()).isEmpty();
    }

    @Test
    void seesAChangeWithinTheGrainOfTheTimeStamp() throws IOException {
        now = LONG_AGO.plusSeconds(1);
        write("services: {a: }");
        poller.step();
        write("services: {b: }");

        assertThat(names(poller.step())).containsExactly("b");
    }

    @Test
    void aBrokenFileKeepsTheLastStateAndIsAProblemWithItsLine() throws IOException {
        write("services: {a: }");
        poller.step();
        write("services:\n  - [ [");

        assertThat(poller.step()).isEmpty();
        assertThat(poller.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.message()).contains("line 2"))
                .satisfies(p -> assertThat(p.message()).contains("last good content stays"));
        assertThat(poller.status().isStale()).isTrue();
        poller.step();
        assertThat(poller.status().isStale()).isTrue();
    }

    @Test
    void isWellAgainWhenTheFileIs() throws IOException {
        write("services: {a: }");
        poller.step();
        write("services: [");
        poller.step();
        write("services: {a: }  ");

        assertThat(poller.step()).isEmpty();
        assertThat(poller.status().isStale()).isFalse();
        assertThat(poller.status().lastSuccess()).contains(now);
        assertThat(poller.problems()).isEmpty();
    }

    @Test
    void aMissingFileIsAProblemUntilItIsThere() throws IOException {
        assertThat(poller.step()).isEmpty();
        assertThat(poller.problems()).extracting(Problem::value).containsExactly(file.toString());
        write("services: {a: }");

        assertThat(names(poller.step())).containsExactly("a");
        assertThat(poller.problems()).isEmpty();
    }

    @Test
    void aFileThatWentAwayAndCameBackUnchangedIsWell() throws IOException {
        write("services: {a: }");
        poller.step();
        Files.delete(file);
        poller.step();
        assertThat(poller.problems()).hasSize(1);
        write("services: {a: }");

        assertThat(poller.step()).isEmpty();
        assertThat(poller.problems()).isEmpty();
    }

    @Test
    void followsASymbolicLinkThatIsSwapped() throws IOException {
        Path one = Files.writeString(folder.resolve("one"), "services: {a: }");
        Path two = Files.writeString(folder.resolve("two"), "services: {b: }");
        Files.createSymbolicLink(file, one);
        poller.step();
        Files.delete(file);
        Files.createSymbolicLink(file, two);

        assertThat(names(poller.step())).containsExactly("b");
    }

    @Test
    void aFolderIsNoFile() throws IOException {
        Files.createDirectory(file);
        poller.step();

        assertThat(poller.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.message()).contains("not a regular file"));
    }

    @Test
    @Timeout(30)
    void theStreamTellsChangesUntilItIsCancelled() throws Exception {
        write("services: {a: }");
        StackFileSource source =
                new StackFileSource(
                        file,
                        Map.of(),
                        Duration.ofMillis(5),
                        InstantSource.system(),
                        Schedulers.parallel());
        BlockingQueue<SourceState> states = new LinkedBlockingQueue<>();
        Disposable subscription = source.states().subscribe(states::add);

        assertThat(names(Optional.ofNullable(states.poll(20, TimeUnit.SECONDS))))
                .containsExactly("a");
        write("services: {b: , c: }");
        assertThat(names(Optional.ofNullable(states.poll(20, TimeUnit.SECONDS))))
                .containsExactly("b", "c");
        assertThat(source.name()).isEqualTo("stack-file");
        assertThat(source.problems()).isEmpty();
        subscription.dispose();
        assertThat(subscription.isDisposed()).isTrue();
    }

    private void write(String yaml) throws IOException {
        Files.writeString(file, yaml);
        Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
    }

    private static List<String> names(Optional<SourceState> state) {
        return state.orElseThrow().services().stream().map(ServiceState::name).toList();
    }
}
