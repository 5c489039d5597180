package dev.waggle.proxy.real.programs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.waggle.proxy.real.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** testssl.sh looks for what is weak in our TLS. */
@Tag("real")
class TestSslTest {
    private static final Set<String> TOO_MUCH = Set.of("MEDIUM", "HIGH", "CRITICAL", "FATAL");

    /** A local authority is known to nobody, and revokes nothing. */
    private static final Set<String> OF_THE_LOCAL_AUTHORITY =
            Set.of("cert_chain_of_trust", "cert_revocation");

    /** It looks for about 130 things; far fewer findings mean that it gave up. */
    private static final int FEWEST_FINDINGS = 110;

    private static final Duration ALL_TIME = Duration.ofMinutes(10);

    @AutoClose private static final Lab LAB = new Lab();

    @BeforeAll
    static void start() {
        // What only a task can decide about: which fields protect its pages.
        String server =
                """
                location / {
                  add_header X-Frame-Options DENY always;
                  add_header X-Content-Type-Options nosniff always;
                  add_header Content-Security-Policy "default-src 'self'" always;
                  return 200 'an answer of a task';
                }
                """;
        LAB.serves(
                        Service.exposed("web", LAB.nginx("web", server, ""))
                                .with("routing-host", "localhost"))
                .startWaggle();
    }

    @Test
    void findsNothingAboveLow(TestReporter reporter) throws IOException {
        Path report = LAB.folder().resolve("testssl.json");
        Command.Finished run =
                Command.of(
                                "testssl",
                                "--quiet",
                                "--color",
                                "0",
                                "--warnings",
                                "batch",
                                "--jsonfile",
                                report.toString(),
                                "localhost:" + LAB.waggle().httpsPort())
                        .within(ALL_TIME)
                        .run();
        List<String> serious = new ArrayList<>();
        JsonNode findings = new ObjectMapper().readTree(report.toFile());
        for (JsonNode finding : findings) {
            String id = finding.path("id").asText();
            if (TOO_MUCH.contains(finding.path("severity").asText())
                    && !OF_THE_LOCAL_AUTHORITY.contains(id)) {
                serious.add(finding.toString());
            }
        }
        assertThat(serious).as(run.output()).isEmpty();
        assertThat(findings.size()).isGreaterThan(FEWEST_FINDINGS);
        reporter.publishEntry("testssl.sh", findings.size() + " findings, none of them above LOW");
    }
}
