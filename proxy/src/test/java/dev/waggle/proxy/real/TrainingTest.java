package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The training run on the distribution, and what becomes of a start whose cache does not fit. */
@Tag("real")
class TrainingTest {
    private static final Path DISTRIBUTION = Images.PROJECT.resolve("target/dist");
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin/java").toString();
    private static final Duration TRAINING_TIME = Duration.ofMinutes(8);

    @TempDir private static Path folder;
    private static Path cache = Path.of("");

    @BeforeAll
    static void train() {
        cache = folder.resolve("waggle.aot");
        List<String> words =
                new ArrayList<>(
                        List.of(
                                JAVA,
                                "-cp",
                                classPath(),
                                "dev.waggle.proxy.training.Training",
                                JAVA));
        words.addAll(command("-XX:AOTCacheOutput=" + cache));
        Command.of(words.toArray(String[]::new)).within(TRAINING_TIME).output();
    }

    @Test
    void leavesACacheWithAllThatServes() throws IOException {
        Path loaded = folder.resolve("loaded");
        assertSaysItsVersionAndNothingElse(
                "-XX:AOTCache=" + cache, "-Xlog:class+load:file=" + loaded);
        // The JVM loads all of them at its start, whatever it is asked for then.
        assertThat(Files.readAllLines(loaded))
                .map(line -> line.replaceFirst("^.* (\\S+ source: .*)$", "$1"))
                .contains(
                        fromTheCache("dev.waggle.proxy.Edge"),
                        fromTheCache("dev.waggle.proxy.http1.Http1Connection"),
                        fromTheCache("dev.waggle.proxy.http2.Http2Connection"),
                        fromTheCache("dev.waggle.proxy.exchange.WebSocketStream"),
                        fromTheCache("dev.waggle.routing.stackfile.StackFileSource"),
                        fromTheCache("dev.waggle.routing.swarm.SwarmReader"),
                        fromTheCache("dev.waggle.acme.PemPair"),
                        fromTheCache("dev.waggle.acme.manage.CertificateManager"));
    }

    @Test
    void aStartWithoutTheFileIsAStart() {
        assertSaysItsVersionAndNothingElse("-XX:AOTCache=" + folder.resolve("none"));
    }

    @Test
    void aStartWithAFileThatWasCutOffIsAStart() throws IOException {
        Path cut = Files.copy(cache, folder.resolve("cut"));
        try (FileChannel file = FileChannel.open(cut, StandardOpenOption.WRITE)) {
            file.truncate(file.size() / 2);
        }
        assertSaysItsVersionAndNothingElse("-XX:AOTCache=" + cut);
    }

    @Test
    void aStartWithACacheForOtherOptionsIsAStart() {
        assertSaysItsVersionAndNothingElse("-XX:AOTCache=" + cache, "-XX:-UseCompactObjectHeaders");
    }

    private static String fromTheCache(String type) {
        return type + " source: shared objects file";
    }

    private static void assertSaysItsVersionAndNothingElse(String... options) {
        List<String> words = new ArrayList<>(List.of(JAVA));
        words.addAll(command(options));
        words.add("version");
        Command.Finished version = Command.of(words.toArray(String[]::new)).run();
        assertThat(version.status()).as("%s", version).isZero();
        assertThat(version.errors()).isEmpty();
        assertThat(version.output().lines()).hasSize(2).first().asString().startsWith("waggle ");
    }

    /** As {@code ./run} starts it. */
    private static List<String> command(String... options) {
        List<String> words = new ArrayList<>(List.of("@" + DISTRIBUTION.resolve("waggle.args")));
        words.addAll(List.of(options));
        words.addAll(List.of("-cp", classPath(), "dev.waggle.proxy.Main"));
        return words;
    }

    private static String classPath() {
        try (Stream<Path> jars = Files.list(DISTRIBUTION.resolve("lib"))) {
            return jars.sorted().map(Path::toString).collect(Collectors.joining(":"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
