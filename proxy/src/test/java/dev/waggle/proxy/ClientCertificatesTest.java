package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waggle.proxy.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that have to show a certificate, or may. */
@ExtendWith(LeakCheck.class)
final class ClientCertificatesTest {
    @TempDir Path folder;
    private TestTask task;
    private TestPems known;
    private TestPems stranger;

    @BeforeEach
    void start() throws IOException {
        task = TestTask.named("blog");
        known = new TestPems(Files.createDirectory(folder.resolve("known")));
        stranger = new TestPems(Files.createDirectory(folder.resolve("stranger")));
    }

    @AfterEach
    void stop() {
        task.close();
    }

    private TestEdge edge(String auth) {
        return TestEdge.in(folder)
                .with("self-signed", "true")
                .with("tls-client-ca-file", known.rootFile().toString())
                .with("tls-client-auth", auth)
                .start(new Stack().service("blog", task, "host", "blog.test"));
    }

    private static String ask(TestEdge edge, SSLContext client) throws IOException {
        try (RawClient connection = RawClient.tls(edge.edge().httpsPort(), "blog.test", client)) {
            return connection.get("blog.test", "/").text();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"require", "request"})
    void whoeverShowsAGoodOneIsServed(String auth) throws IOException {
        try (TestEdge edge = edge(auth)) {
            assertThat(ask(edge, known.showing(edge.localAuthority()))).isEqualTo("blog");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"require", "request"})
    void oneThatNobodyKnownHasSignedIsRefused(String auth) {
        try (TestEdge edge = edge(auth)) {
            assertThatThrownBy(() -> ask(edge, stranger.showing(edge.localAuthority())))
                    .isInstanceOf(Exception.class);
            assertThat(task.heads()).isEmpty();
            Eventually.is(() -> refused(edge) == 1);
        }
    }

    @Test
    void whoeverHasNoneIsRefusedWhereOneIsRequired() {
        try (TestEdge edge = edge("require")) {
            assertThatThrownBy(() -> ask(edge, TestPems.trusting(edge.localAuthority())))
                    .isInstanceOf(Exception.class);
            assertThat(task.heads()).isEmpty();
            Eventually.is(() -> refused(edge) == 1);
        }
    }

    @Test
    void whoeverHasNoneIsServedWhereOneIsOnlyAskedFor() throws IOException {
        try (TestEdge edge = edge("request")) {
            assertThat(ask(edge, TestPems.trusting(edge.localAuthority()))).isEqualTo("blog");
        }
    }

    private static double refused(TestEdge edge) {
        return edge.metric("waggle_tls_handshakes_total{result=\"refused\"}");
    }
}
