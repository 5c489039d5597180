package dev.waggle.proxy.real.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.Command;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What takes long: events, a file of 5 GB from nginx, and an upload over a thin line. */
@Tag("real")
class StreamsTest {
    private static final long LARGE_BYTES = 5_000_000_000L;
    private static final long MARKED_AT = 4_500_000_000L;
    private static final String MARK = "the queen is here";
    private static final long MOST_RESIDENT_BYTES = 400_000_000;
    private static final String LARGE = "https://files.example.test/large";
    private static final Duration TRANSFER_TIME = Duration.ofMinutes(3);
    private static final Duration THIN_LINE_TIME = Duration.ofSeconds(15);

    @AutoClose private static final Lab LAB = new Lab();

    @BeforeAll
    static void start() throws IOException {
        LAB.file("files/small", "small");
        try (RandomAccessFile file = new RandomAccessFile(large().toFile(), "rw")) {
            file.setLength(LARGE_BYTES);
            file.seek(MARKED_AT);
            file.writeBytes(MARK);
        }
        String server = "root " + LAB.folder().resolve("files") + ";";
        LAB.serves(Service.exposed("files", LAB.nginx("files", server, "")))
                .serves(Service.exposed("events", LAB.python("events.py")))
                .serves(Service.exposed("upload", LAB.python("lengths.py")))
                .startWaggle();
    }

    private static Path large() {
        return LAB.folder().resolve("files/large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    @Timeout(60)
    void eachEventArrivesBeforeTheNextIsSent(String version) throws Exception {
        String address = "https://events.example.test/";
        Process curl =
                new ProcessBuilder(LAB.curl(version).command("--no-buffer", address).words())
                        .start();
        List<String> events = new ArrayList<>();
        try (BufferedReader lines = curl.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data: ")) {
                    events.add(line.substring(6));
                    LAB.curl(version).ask("--data", "arrived", address);
                }
            }
        } finally {
            curl.toHandle().destroy();
        }
        assertThat(events).containsExactly("event 1", "event 2", "event 3", "event 4", "event 5");
        assertThat(curl.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(curl.exitValue()).isZero();
    }

    @Test
    void downloads5GigabytesWhole() {
        String seen =
                LAB.curl("--http2", "--output", "/dev/null")
                        .output("--write-out", "%{http_code} %{size_download}", LARGE);
        assertThat(seen).isEqualTo("200 " + LARGE_BYTES);
        assertThat(LAB.waggle().program().peakResidentBytes()).isLessThan(MOST_RESIDENT_BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void downloadsPartsOf5Gigabytes(String version) {
        String range = MARKED_AT + "-" + (MARKED_AT + MARK.length() - 1);
        Answer part = LAB.curl(version, "--range", range).ask(LARGE);
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.field("Content-Range")).isEqualTo("bytes " + range + "/" + LARGE_BYTES);
        assertThat(part.body()).isEqualTo(MARK);

        Answer several = LAB.curl(version, "--range", "0-3,10-13").ask(LARGE);
        assertThat(several.field("Content-Type")).startsWith("multipart/byteranges");
        assertThat(LAB.curl(version, "--range", LARGE_BYTES + "-").ask(LARGE).status())
                .isEqualTo(416);
    }

    @Test
    void goesOnWithADownloadThatBrokeOff() {
        String script = "tail -c +" + (MARKED_AT + 1) + " \"$1\" | sha256sum";
        String rest = Command.of("sh", "-c", script, "sh", large().toString()).output();
        assertThat(digestOf("--http1.1", "--continue-at", Long.toString(MARKED_AT), LARGE))
                .isEqualTo(rest.substring(0, 64));
    }

    private static String digestOf(String... arguments) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", "\"$@\" | sha256sum", "sh"));
        words.addAll(LAB.curl("--fail").command(arguments).words());
        Command all = Command.of(words.toArray(String[]::new)).within(TRANSFER_TIME);
        return all.output().substring(0, 64);
    }

    @Test
    void takesUploadsOverLinesOf10KibibytesASecond() {
        Path file = LAB.randomFile("thin", 200 * 1024);
        Instant begun = Instant.now();
        List<CompletableFuture<Answer>> uploads =
                Stream.of("--http1.1", "--http2")
                        .map(version ->
                                CompletableFuture.supplyAsync(
                                        () -> uploadSlowly(version, file),
                                        Thread::startVirtualThread))
                        .toList();
        assertThat(uploads)
                .allSatisfy(upload ->
                        assertThat(upload.join().body()).isEqualTo("body of 204800 bytes"));
        assertThat(Duration.between(begun, Instant.now())).isGreaterThan(THIN_LINE_TIME);
    }

    private static Answer uploadSlowly(String version, Path file) {
        return LAB.curl(version, "--limit-rate", "10k")
                .ask("--upload-file", file.toString(), "https://upload.example.test/x");
    }
}
