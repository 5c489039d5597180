package dev.waggle.proxy.real.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** h2spec, its strict case too, through TLS. */
@Tag("real")
class H2SpecTest {
    /** All that it knows: one that it leaves out would pass silently. */
    private static final int CASES = 146;

    /** How long it waits for an answer; a few cases want none, and wait as long. */
    private static final int ANSWER_SECONDS = 5;

    private static final Duration ALL_TIME = Duration.ofMinutes(2);

    @AutoClose private static final Lab LAB = new Lab();

    @BeforeAll
    static void start() {
        String server = "location / { return 200 'an answer of a task'; }";
        // The name that it dials is the one that it asks for.
        LAB.serves(
                        Service.exposed("web", LAB.nginx("web", server, ""))
                                .with("routing-host", "localhost"))
                .startWaggle();
    }

    @Test
    void everyCasePasses(TestReporter reporter) throws IOException {
        Path report = LAB.folder().resolve("h2spec.xml");
        Command.Finished run =
                Command.of(
                                Testers.h2spec(LAB.folder()).toString(),
                                "--host=localhost",
                                "--port=" + LAB.waggle().httpsPort(),
                                "--tls",
                                "--insecure",
                                "--strict",
                                "--timeout=" + ANSWER_SECONDS,
                                "--junit-report=" + report)
                        .within(ALL_TIME)
                        .run();
        String verdict = "%d tests, %d passed, 0 skipped, 0 failed".formatted(CASES, CASES);
        assertThat(run.output()).contains(verdict);
        reporter.publishEntry("h2spec", verdict);
        assertThat(Files.readString(report)).doesNotContain("<failure", "<skipped");
    }
}
