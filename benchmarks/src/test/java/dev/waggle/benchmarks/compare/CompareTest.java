package dev.waggle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.benchmarks.Bench;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison as a whole, on programs that are here anyway and for as short as it can be. */
@Tag("real")
class CompareTest {
    private static final Path PROJECT = Path.of("..");

    private final StringWriter said = new StringWriter();

    @Test
    void everyKindOfLoadIsAnsweredByEveryProxyThatIsMeasured(@TempDir Path results)
            throws IOException {
        assertThat(
                        run(
                                "--tests=h1-64,h2,upload-h1,grpc,tls-resumed,websocket,idle-memory,p99",
                                "--peers=nginx,haproxy",
                                "--rounds=1",
                                "--seconds=1",
                                "--warm-up=0",
                                "--distribution=" + PROJECT.resolve("target/dist"),
                                "--results=" + results))
                .as("%s", said)
                .isZero();
        assertThat(written(results, ".md"))
                .contains("| vs nginx | vs haproxy | vs the best |")
                .doesNotContain("could not do");
        assertThat(written(results, ".csv").lines()).hasSize(1 + 8 * 3);
        assertThat(written(results, ".svg")).startsWith("<svg");
    }

    @Test
    void aTestThatDoesNotExistIsRefused() {
        assertThat(run("--tests=h9")).isEqualTo(2);
        assertThat(said.toString()).contains("there is no test h9");
    }

    @Test
    void aProxyThatIsNotThereIsRefused() {
        assertThat(run("--tests=h1-64", "--peers=apache")).isEqualTo(2);
        assertThat(run("--tests=h1-64", "--peers=mine=there")).isEqualTo(2);
    }

    private int run(String... arguments) {
        PrintWriter out = new PrintWriter(said, true);
        String[] words =
                Stream.concat(Stream.of("compare"), Stream.of(arguments)).toArray(String[]::new);
        return Bench.run(out, out, words);
    }

    private static String written(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(it -> it.toString().endsWith(ending)).toList();
            assertThat(found).hasSize(1);
            return Files.readString(found.getFirst());
        }
    }
}
