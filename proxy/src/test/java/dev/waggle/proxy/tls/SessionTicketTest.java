package dev.waggle.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.acme.ServerCertificate;
import dev.waggle.proxy.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With openssl's client, which shows whether a session was reused and keeps it in a file. */
@ExtendWith(LeakCheck.class)
class SessionTicketTest {

    private static final String BLOG = "blog.example.org";
    private static final String SHOP = "shop.example.org";

    @TempDir Path folder;
    private final TestCertificates authority = new TestCertificates();
    private final ServerCertificate blog = authority.certificate(BLOG);
    private final ServerCertificate shop = authority.certificate(SHOP);
    private final TlsEcho server =
            new TlsEcho(
                    TlsSettings.DEFAULTS,
                    TestCertificates.serving(blog, shop),
                    OnDemandCertificates.NONE);
    private Path ticket;

    @BeforeEach
    void nameTheTicket() {
        ticket = folder.resolve("session.pem");
    }

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void resumes(String version) throws Exception {
        assertThat(fresh(BLOG, version)).contains("\nNew, TLSv1.");
        assertThat(resumed(BLOG, version)).contains("\nReused, TLSv1.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void aTicketOfOneHostOpensNothingAtAnother(String version) throws Exception {
        fresh(BLOG, version);
        assertThat(resumed(SHOP, version)).contains("\nNew, TLSv1.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void resumesAfterTheCertificateWasRenewed(String version) throws Exception {
        fresh(BLOG, version);
        server.contexts.publish(TestCertificates.serving(authority.certificate(BLOG), shop));
        assertThat(resumed(BLOG, version)).contains("\nReused, TLSv1.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void resumesWithTheTwoKeysBeforeTheNewestAndNoOlderOne(String version) throws Exception {
        fresh(BLOG, version);
        rotate(1);
        rotate(2);
        assertThat(resumed(BLOG, version)).contains("\nReused, TLSv1.");
        rotate(3);
        assertThat(resumed(BLOG, version)).contains("\nNew, TLSv1.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void resumesAfterARestartThatKeptTheSecrets(String version) throws Exception {
        Path secrets = folder.resolve("state").resolve("ticket-secrets");
        try (TlsEcho before = keeping(secrets)) {
            OpenSslClient.hello(before.address(), BLOG, version, "-sess_out", ticket.toString());
        }
        try (TlsEcho after = keeping(secrets)) {
            assertThat(
                            OpenSslClient.hello(
                                    after.address(), BLOG, version, "-sess_in", ticket.toString()))
                    .contains("\nReused, TLSv1.");
        }
        assertThat(Files.getPosixFilePermissions(secrets))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void resumesAtAnotherProcessOnTheSameStateDirectoryAlsoAfterOneHasRotated(String version)
            throws Exception {
        Path secrets = folder.resolve("state").resolve("ticket-secrets");
        Instant due = Instant.EPOCH.plus(Duration.ofHours(12));
        try (TlsEcho one = keeping(secrets);
                TlsEcho other = keeping(secrets)) {
            assertThat(one.contexts.rotateTicketsIfDue(due)).isTrue();
            OpenSslClient.hello(one.address(), BLOG, version, "-sess_out", ticket.toString());

            assertThat(other.contexts.rotateTicketsIfDue(due)).as("takes them over").isTrue();
            assertThat(other.contexts.rotateTicketsIfDue(due)).as("has them already").isFalse();
            assertThat(one.contexts.rotateTicketsIfDue(due)).as("wrote them").isFalse();

            assertThat(
                            OpenSslClient.hello(
                                    other.address(), BLOG, version, "-sess_in", ticket.toString()))
                    .contains("\nReused, TLSv1.");
        }
    }

    private TlsEcho keeping(Path secrets) {
        return new TlsEcho(
                TlsSettings.DEFAULTS,
                TestCertificates.serving(blog, shop),
                OnDemandCertificates.NONE,
                secrets);
    }

    private void rotate(int times) {
        Instant due = Instant.EPOCH.plus(Duration.ofHours(12).multipliedBy(times));
        assertThat(server.contexts.rotateTicketsIfDue(due.minusSeconds(1))).isFalse();
        assertThat(server.contexts.rotateTicketsIfDue(due)).isTrue();
    }

    private String fresh(String name, String version) throws IOException {
        return OpenSslClient.hello(server.address(), name, version, "-sess_out", ticket.toString());
    }

    private String resumed(String name, String version) throws IOException {
        return OpenSslClient.hello(server.address(), name, version, "-sess_in", ticket.toString());
    }
}
