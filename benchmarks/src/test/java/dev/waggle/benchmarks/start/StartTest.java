package dev.waggle.benchmarks.start;

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

/** The measurement of a start as a whole, as short as it can be. */
@Tag("real")
class StartTest {
    private static final Path PROJECT = Path.of("..");

    private final StringWriter said = new StringWriter();

    @Test
    void aStartIsMeasuredWithAndWithoutTheCache(@TempDir Path results) throws IOException {
        assertThat(
                        run(
                                "--rounds=1",
                                "--distribution=" + PROJECT.resolve("target/dist"),
                                "--results=" + results))
                .as("%s", said)
                .isZero();
        assertThat(written(results, ".md"))
                .contains("| to the first good answer, ms | ")
                .doesNotContain("NaN");
        assertThat(written(results, ".csv").lines()).hasSize(1 + 2 * StartMeasurement.ALL.size());
    }

    @Test
    void noRoundsAreRefused() {
        assertThat(run("--rounds=0")).isEqualTo(2);
    }

    private int run(String... arguments) {
        PrintWriter out = new PrintWriter(said, true);
        String[] words =
                Stream.concat(Stream.of("start"), Stream.of(arguments)).toArray(String[]::new);
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
