package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.conformance.Case;
import dev.waggle.proxy.conformance.CaseFile;
import dev.waggle.proxy.conformance.Player;
import dev.waggle.proxy.conformance.StrictTask;
import dev.waggle.proxy.listener.Transport;
import dev.waggle.proxy.testing.LeakCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cases of the folder {@code conformance}, from the client's bytes to the task's and back. On
 * every one of them: the task sees what the case says, byte for byte, and nothing else.
 */
@ExtendWith(LeakCheck.class)
final class ConformanceTest {
    private static final Path FOLDER = Path.of("src/test/resources/conformance");
    private static final List<CaseFile> FILES = CaseFile.readAll(FOLDER);
    private static final int FEWEST_CASES = 400;
    private static final Pattern REFUSED =
            Pattern.compile("(?m)^waggle_refused_total\\{reason=\"([^\"]+)\"} (\\d+)");

    @TempDir Path folder;
    private @Nullable StrictTask task;
    private @Nullable TestEdge edge;

    @AfterEach
    void stop() {
        if (edge != null) {
            edge.close();
        }
        if (task != null) {
            task.close();
        }
    }

    @Test
    void thereAreEnoughOfThemAndEachHasANameOfItsOwn(TestReporter reporter) {
        List<String> names =
                FILES.stream().flatMap(file -> file.cases().stream()).map(Case::name).toList();
        assertThat(names).hasSizeGreaterThan(FEWEST_CASES).doesNotHaveDuplicates();
        reporter.publishEntry("conformance", names.size() + " cases");
    }

    @TestFactory
    Stream<DynamicNode> everyCaseHoldsOverTheBestTransport() {
        return over(Transport.best());
    }

    @TestFactory
    Stream<DynamicNode> everyCaseHoldsOverNio() {
        return over(Transport.nio());
    }

    private Stream<DynamicNode> over(Transport transport) {
        StrictTask recorder = StrictTask.start(FILES.getFirst().cases().getFirst());
        task = recorder;
        TestEdge started =
                TestEdge.in(folder)
                        .over(transport)
                        .with("self-signed", "true")
                        .with("event-loops", "1")
                        .start(stack(recorder.authority()));
        edge = started;
        Player player =
                new Player(
                        recorder, started.edge().httpPort(), () -> started.http2Socket("tls.test"));
        return FILES.stream()
                .map(file ->
                        DynamicContainer.dynamicContainer(
                                file.name(),
                                file.cases().stream()
                                        .map(one ->
                                                DynamicTest.dynamicTest(
                                                        one.name(),
                                                        () -> hold(started, player, one)))));
    }

    private static Stack stack(String task) {
        return new Stack()
                .service("plain", task, "host", "site.test", "tls", "off")
                .service("tls", task, "host", "tls.test")
                .service("small", task, "host", "small.test", "tls", "off", "max-body", "16")
                .service("app", task, "host", "app.test", "context", "/app", "tls", "off")
                .service("guarded", task, "host", "app.test", "context", "/admin", "tls", "off");
    }

    private static void hold(TestEdge edge, Player player, Case one) throws Exception {
        Set<String> reasons = new TreeSet<>();
        one.verdicts().stream()
                .map(Case.Verdict::reason)
                .filter(reason -> !reason.isEmpty())
                .forEach(reasons::add);
        Map<String, Integer> before = reasons.isEmpty() ? Map.of() : refused(edge);
        Player.Outcome outcome = player.play(one);
        assertThat(outcome.upstream())
                .as("what the task saw of what was answered with %s", outcome.answers())
                .isEqualTo(one.upstream());
        assertThat(outcome.answers()).as("answers").isEqualTo(Player.wantedAnswers(one));
        one.received()
                .ifPresent(bytes -> assertThat(outcome.received()).as("received").isEqualTo(bytes));
        if (!reasons.isEmpty()) {
            Eventually.is(() -> increased(edge, before).equals(reasons));
        }
    }

    private static Set<String> increased(TestEdge edge, Map<String, Integer> before) {
        Set<String> more = new TreeSet<>();
        refused(edge)
                .forEach((reason, count) -> {
                    if (count > before.getOrDefault(reason, 0)) {
                        more.add(reason);
                    }
                });
        return more;
    }

    private static Map<String, Integer> refused(TestEdge edge) {
        Map<String, Integer> counts = new TreeMap<>();
        Matcher line = REFUSED.matcher(edge.ask("/metrics"));
        while (line.find()) {
            counts.put(line.group(1), Integer.parseInt(line.group(2)));
        }
        return counts;
    }
}
