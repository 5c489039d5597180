package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS to a task that cannot be had is a 502, and leaves nothing behind. */
@ExtendWith(LeakCheck.class)
final class TaskTlsFailureTest {
    private static final int OFTEN = 5;

    @TempDir Path frontFolder;
    @TempDir Path backFolder;

    @ParameterizedTest
    @ValueSource(strings = {"http", "h2c"})
    void aTaskThatSpeaksNoTls(String protocol) {
        try (TestTask task = TestTask.named("task");
                TestEdge front =
                        TestEdge.in(frontFolder).start(secured(task.authority(), protocol))) {
            assertOnlyBadGateways(front);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "h2c"})
    void aTaskWithACertificateThatNobodyTrusts(String protocol) {
        try (TestTask task = TestTask.named("task");
                TestEdge back =
                        TestEdge.in(backFolder)
                                .with("self-signed", "true")
                                .start(new Stack().service("lamp", task, "host", "lamp.test"));
                TestEdge front =
                        TestEdge.in(frontFolder)
                                .start(secured("127.0.0.1:" + back.edge().httpsPort(), protocol))) {
            assertOnlyBadGateways(front);
        }
    }

    @Test
    void aTaskThatRefusesTheNameInTheHandshake() {
        try (TestEdge back =
                        TestEdge.in(backFolder).with("self-signed", "true").start(new Stack());
                TestEdge front =
                        TestEdge.in(frontFolder)
                                .start(secured("127.0.0.1:" + back.edge().httpsPort(), "http"))) {
            assertOnlyBadGateways(front);
        }
    }

    private static Stack secured(String endpoint, String protocol) {
        return new Stack()
                .service(
                        "lamp",
                        endpoint,
                        "host",
                        "lamp.test",
                        "tls",
                        "off",
                        "on-https",
                        "verify",
                        "protocol",
                        protocol,
                        "connect-timeout",
                        "300ms");
    }

    private static void assertOnlyBadGateways(TestEdge front) {
        try (RawClient client = front.plain()) {
            for (int i = 0; i < OFTEN; i++) {
                assertThat(client.get("lamp.test", "/").status()).isEqualTo(502);
            }
        }
    }
}
