package dev.waggle.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalAuthorityTest {

    @TempDir Path state;
    private Instant now = TestChain.NOW;

    @Test
    void signsForRoutedNamesOnly() throws Exception {
        LocalAuthority authority = open();

        assertThat(authority.certificateFor("blog.example.org").orElseThrow().names())
                .containsExactly("blog.example.org");
        assertThat(authority.certificateFor("shop.example.org")).isEmpty();
        assertThat(authority.certificateFor("*.example.org")).isEmpty();
        assertThat(authority.mayServe("shop.example.org")).isFalse();
    }

    @Test
    void aLeafIsWhatBrowsersAccept() throws Exception {
        ServerCertificate certificate = open().certificateFor("blog.example.org").orElseThrow();
        X509Certificate leaf = certificate.chain().getFirst();

        leaf.verify(certificate.chain().get(1).getPublicKey());
        certificate.checkValidAt(now);
        assertThat(leaf.getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(leaf.getKeyUsage()[0]).isTrue();
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getNotBefore().toInstant()).isEqualTo(now.minus(Duration.ofHours(1)));
        assertThat(leaf.getNotAfter().toInstant()).isEqualTo(now.plus(Duration.ofDays(90)));
        assertThat(leaf.getSerialNumber().signum()).isEqualTo(1);
    }

    @Test
    void survivesARestartAndKeepsItsKeyToItself() throws Exception {
        X509Certificate before = root(open());
        X509Certificate after = root(open());

        assertThat(after).isEqualTo(before);
        assertThat(mode(state.resolve("local-ca.pem"))).isEqualTo("rw-------");
        assertThat(Files.readString(open().caPem())).isEqualTo(open().caPemText());
        assertThat(open().caPemText()).contains("BEGIN CERTIFICATE").doesNotContain("PRIVATE");
    }

    @Test
    void thoseThatOpenOneDirectoryTogetherHaveOneAuthority() throws Exception {
        List<Future<LocalAuthority>> opening = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                opening.add(threads.submit(this::open));
            }
        }
        Set<X509Certificate> roots = new HashSet<>();
        for (Future<LocalAuthority> one : opening) {
            roots.add(root(one.get()));
        }
        assertThat(roots).hasSize(1);
    }

    @Test
    void givesTheSameLeafUntilAThirdOfItsLifeIsLeft() throws Exception {
        LocalAuthority authority = open();
        ServerCertificate first = authority.certificateFor("blog.example.org").orElseThrow();

        now = now.plus(Duration.ofDays(59));
        assertThat(authority.certificateFor("blog.example.org")).containsSame(first);

        now = now.plus(Duration.ofDays(1));
        ServerCertificate renewed = authority.certificateFor("blog.example.org").orElseThrow();
        assertThat(renewed).isNotEqualTo(first);
        assertThat(renewed.notAfter()).isEqualTo(now.plus(Duration.ofDays(90)));
    }

    @Test
    void makesANewAuthorityBeforeTheOldOneWouldExpireUnderItsLeaves() throws Exception {
        X509Certificate before = root(open());

        now = now.plus(Duration.ofDays(3_600));

        assertThat(root(open())).isNotEqualTo(before);
    }

    @Test
    void saysWhichFileIsBrokenAndWhatToDo() throws Exception {
        open();
        Files.writeString(state.resolve("local-ca.pem"), "half");

        assertThatThrownBy(this::open)
                .isInstanceOf(StateUnusable.class)
                .hasMessageContaining(state.resolve("local-ca.pem").toString())
                .hasMessageContaining("delete it");
    }

    @Test
    void saysWhenTheStateDirectoryCannotBeWritten() throws IOException {
        Path file = Files.writeString(state.resolve("a-file"), "not a directory");

        assertThatThrownBy(
                        () -> LocalAuthority.open(file, _ -> true, () -> now, new SecureRandom()))
                .isInstanceOf(StateUnusable.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("cannot be written");
    }

    private LocalAuthority open() throws StateUnusable {
        return LocalAuthority.open(
                state, host -> host.startsWith("blog."), () -> now, new SecureRandom());
    }

    private static X509Certificate root(LocalAuthority authority) {
        return authority.certificateFor("blog.example.org").orElseThrow().chain().get(1);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
