package dev.waggle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Calls of one command of {@code ./run bench} on the distribution that was built. */
public final class BenchCall {
    private final String command;
    private final StringWriter said = new StringWriter();

    public BenchCall(String command) {
        this.command = command;
    }

    /**
     * Measures what was built, with these arguments, and wants it to succeed.
     *
     * @param results folder for what is written
     */
    public void measure(Path results, String... arguments) {
        Stream<String> where =
                Stream.of(
                        "--distribution=" + Path.of("..", "target", "dist"),
                        "--results=" + results);
        String[] all = Stream.concat(Stream.of(arguments), where).toArray(String[]::new);
        assertThat(run(all)).as("%s", said).isZero();
    }

    /** The exit code. */
    public int run(String... arguments) {
        PrintWriter out = new PrintWriter(said, true);
        String[] words =
                Stream.concat(Stream.of(command), Stream.of(arguments)).toArray(String[]::new);
        return Bench.run(out, out, words);
    }

    /** All that it said, errors too. */
    public String said() {
        return said.toString();
    }

    /** The one file that ends so. */
    public static String written(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(it -> it.toString().endsWith(ending)).toList();
            assertThat(found).hasSize(1);
            return Files.readString(found.getFirst());
        }
    }
}
