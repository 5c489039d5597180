package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waggle.proxy.testing.LeakCheck;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The https listener from handshake to task, with certificates of every origin. */
@ExtendWith(LeakCheck.class)
final class ServingTlsTest {
    @TempDir Path folder;

    @Test
    void aRoutedHostIsServedWithACertificateOfTheLocalAuthority() {
        try (TestTask task = TestTask.named("blog");
                TestEdge edge =
                        TestEdge.in(folder)
                                .with("self-signed", "true")
                                .start(new Stack().service("blog", task, "host", "blog.test"));
                RawClient client = edge.tls("blog.test", edge.localAuthority())) {
            assertThat(client.get("blog.test", "/x?y=1").text()).isEqualTo("blog");
            assertThat(task.lastHead())
                    .startsWith("GET /x?y=1 HTTP/1.1\r\n")
                    .contains("Host: blog.test\r\n")
                    .contains("X-Forwarded-Proto: https\r\n")
                    .contains("X-Forwarded-For: 127.0.0.1\r\n");
            assertThat(edge.ask("/api/certificates")).contains("blog.test").contains("self-signed");
        }
    }

    @Test
    void aHostThatIsNotRoutedGetsAnAlertAndNobodysCertificate() {
        try (TestTask task = TestTask.named("blog");
                TestEdge edge =
                        TestEdge.in(folder)
                                .with("self-signed", "true")
                                .start(new Stack().service("blog", task, "host", "blog.test"))) {
            assertThatThrownBy(() -> edge.tls("other.test", edge.localAuthority()))
                    .hasStackTraceContaining("unrecognized_name");
            assertThat(edge.metric("waggle_tls_handshakes_total{result=\"unknown-name\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aHostThatTheShownCertificateDoesNotCoverIsMisdirected() {
        try (TestTask task = TestTask.named("blog");
                TestEdge edge =
                        TestEdge.in(folder)
                                .with("self-signed", "true")
                                .start(
                                        new Stack()
                                                .service("blog", task, "host", "blog.test")
                                                .service("shop", task, "host", "shop.test"));
                RawClient client = edge.tls("blog.test", edge.localAuthority())) {
            assertThat(client.get("shop.test", "/").status()).isEqualTo(421);
            assertThat(client.get("BLOG.test.", "/").status()).isEqualTo(200);
            assertThat(task.heads()).hasSize(1);
        }
    }

    @Test
    @Tag("real")
    void aNewCertificateIsShownToNewConnectionsWhileTheOldOnesLive() {
        TestPems pems = new TestPems(folder);
        Path pair = folder.resolve("certs/blog.test");
        X509Certificate first = pems.writePair(pair, "blog.test");
        try (TestTask task = TestTask.named("blog");
                TestEdge edge =
                        TestEdge.in(folder)
                                .with("cert-dir", folder.resolve("certs").toString())
                                .start(new Stack().service("blog", task, "host", "blog.test"));
                RawClient old = edge.tls("blog.test", pems.rootFile())) {
            assertThat(old.shown()).isEqualTo(first);
            X509Certificate second = pems.writePair(pair, "blog.test");
            Eventually.is(() -> shown(edge, pems).equals(second));
            assertThat(old.get("blog.test", "/").text()).isEqualTo("blog");
            assertThat(
                            edge.metric(
                                    "waggle_certificate_expiry_timestamp_seconds{name=\"blog.test\"}"))
                    .isEqualTo((double) second.getNotAfter().toInstant().getEpochSecond());
            assertThat(edge.ask("/api/certificates")).contains("files");
        }
    }

    @Test
    @Tag("real")
    void aPairThatDoesNotFitIsAProblemAndTheOldOneStays() {
        TestPems pems = new TestPems(folder);
        Path pair = folder.resolve("certs/blog.test");
        X509Certificate good = pems.writePair(pair, "blog.test");
        try (TestTask task = TestTask.named("blog");
                TestEdge edge =
                        TestEdge.in(folder)
                                .with("cert-dir", folder.resolve("certs").toString())
                                .start(new Stack().service("blog", task, "host", "blog.test"))) {
            pems.writeMismatch(pair, "blog.test");
            Eventually.is(() -> edge.ask("/api/problems").contains("blog.test"));
            assertThat(shown(edge, pems)).isEqualTo(good);
            assertThat(edge.metric("waggle_problems")).isEqualTo(1);
            X509Certificate mended = pems.writePair(pair, "blog.test");
            Eventually.is(() -> edge.metric("waggle_problems") == 0);
            assertThat(shown(edge, pems)).isEqualTo(mended);
        }
    }

    @Test
    @Tag("real")
    void aRoutedHostWithoutACertificateIsAProblemUntilItHasOne() {
        TestPems pems = new TestPems(folder);
        try (TestTask task = TestTask.named("blog");
                TestEdge edge =
                        TestEdge.in(folder)
                                .with("cert-dir", folder.resolve("certs").toString())
                                .start(new Stack().service("blog", task, "host", "blog.test"))) {
            assertThat(edge.ask("/api/problems"))
                    .contains("nothing has a certificate for blog.test")
                    .contains("self-signed: true");
            pems.writePair(folder.resolve("certs/blog.test"), "blog.test");
            Eventually.is(() -> edge.metric("waggle_problems") == 0);
            edge.update(new Stack().service("blog", task, "host", "blog.test,shop.test"));
            Eventually.is(() -> edge.ask("/api/problems").contains("certificate for shop.test"));
        }
    }

    private static X509Certificate shown(TestEdge edge, TestPems pems) {
        try (RawClient client = edge.tls("blog.test", pems.rootFile())) {
            return client.shown();
        }
    }
}
