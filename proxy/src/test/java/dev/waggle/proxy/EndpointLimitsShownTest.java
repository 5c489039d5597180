package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A task that may have one request, behind a whole proxy with two event loops. */
@ExtendWith(LeakCheck.class)
final class EndpointLimitsShownTest {
    private static final String HOST = "a.test";

    @TempDir Path folder;

    @Test
    void theSecondRequestIsRefusedAndTheOpenCircuitIsShown() throws Exception {
        try (TestTask task = TestTask.named("task");
                TestEdge edge =
                        TestEdge.in(folder)
                                .start(
                                        new Stack()
                                                .service(
                                                        "it",
                                                        task,
                                                        "host",
                                                        HOST,
                                                        "tls",
                                                        "off",
                                                        "max-requests",
                                                        "1"))) {
            Eventually.is(() -> shows(edge, "\"state\":\"up\""));
            try (RawClient slow = edge.plain()) {
                slow.send("GET /slow HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n");
                task.awaitSlow();
                for (int i = 0; i < 8; i++) {
                    try (RawClient client = edge.plain()) {
                        RawClient.Answer refused = client.get(HOST, "/");
                        assertThat(refused.status()).isEqualTo(503);
                        assertThat(refused.field("Retry-After")).isEqualTo("5");
                    }
                }
                assertThat(shows(edge, "\"requests\":1,\"connections\":1,\"circuit\":\"open\""))
                        .isTrue();
                assertThat(edge.metric("waggle_endpoints_full")).isEqualTo(1);
                assertThat(
                                edge.metric(
                                        "waggle_failures_total{kind=\"overloaded\",side=\"upstream\"}"))
                        .isGreaterThanOrEqualTo(8);
                task.letSlowAnswer();
                assertThat(slow.answer().status()).isEqualTo(200);
            }
            Eventually.is(() -> shows(edge, "\"requests\":0"));
            assertThat(shows(edge, "\"circuit\":\"closed\"")).isTrue();
            try (RawClient client = edge.plain()) {
                assertThat(client.get(HOST, "/").status()).isEqualTo(200);
            }
        }
    }

    private static boolean shows(TestEdge edge, String part) {
        return edge.ask("/api/routes").replaceAll("\\s", "").contains(part);
    }
}
