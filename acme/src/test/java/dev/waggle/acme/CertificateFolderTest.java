package dev.waggle.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFolderTest {

    @TempDir Path base;
    private Path folder;
    private CertificateFolder certificates;
    private Instant now = TestChain.NOW;
    private final TestChain blog = TestChain.of("blog.example.org");

    @BeforeEach
    void writeOneGoodPair() throws IOException {
        folder = base.resolve("certs");
        blog.writeTo(folder.resolve("blog.example.org"));
        certificates = new CertificateFolder(folder, () -> now);
    }

    @Test
    void servesTheNamesOfEachCertificate() throws Exception {
        TestChain shop = TestChain.of("shop.example.net", "www.shop.example.net");
        shop.writeTo(folder.resolve("shop.example.net"));

        CertificateFolder.State state = certificates.step();

        assertThat(state.problems()).isEmpty();
        assertThat(state.certificates().byName())
                .containsOnlyKeys("blog.example.org", "shop.example.net", "www.shop.example.net");
        assertThat(state.certificates().forName("blog.example.org")).contains(blog.certificate());
    }

    @Test
    void readsWildcardFoldersUnderEitherName() throws Exception {
        TestChain one = TestChain.of("*.one.example");
        TestChain two = TestChain.of("*.two.example");
        one.writeTo(folder.resolve("*.one.example"));
        two.writeTo(folder.resolve("_.two.example"));

        Certificates found = certificates.step().certificates();

        assertThat(found.forName("a.one.example")).contains(one.certificate());
        assertThat(found.forName("a.two.example")).contains(two.certificate());
    }

    @Test
    void theFoldersOwnNameWinsOverAnotherCertificatesName() throws Exception {
        TestChain wide =
                TestChain.of(
                        TestChain.keyPair("EC", "secp256r1"),
                        now,
                        now.plus(Duration.ofDays(900)),
                        "all.example.org",
                        "blog.example.org");
        wide.writeTo(folder.resolve("all.example.org"));

        assertThat(certificates.step().certificates().forName("blog.example.org"))
                .contains(blog.certificate());
    }

    @Test
    void refusesACertificateThatDoesNotCoverItsFolder() throws IOException {
        blog.writeTo(folder.resolve("shop.example.net"));

        CertificateFolder.State state = certificates.step();

        assertThat(state.certificates().byName()).containsOnlyKeys("blog.example.org");
        assertThat(state.problems()).hasSize(1);
        assertThat(state.problems().getFirst().message())
                .isEqualTo(
                        "the certificate does not cover shop.example.net, only blog.example.org");
    }

    @Test
    void aFolderThatIsNamedLikeNoHostIsAProblem() throws IOException {
        Files.createDirectories(folder.resolve("not a host"));

        assertThat(certificates.step().problems())
                .extracting(CertificateProblem::name)
                .containsExactly("not a host");
    }

    @Test
    void servesAReplacedPair() throws Exception {
        certificates.step();
        TestChain renewed = TestChain.of("blog.example.org");
        renewed.writeTo(folder.resolve("blog.example.org"));

        assertThat(certificates.step().certificates().forName("blog.example.org"))
                .contains(renewed.certificate());
    }

    @Test
    void keepsServingTheOldPairWhileTheNewOneIsHalfWritten() throws Exception {
        certificates.step();
        TestChain renewed = TestChain.of("blog.example.org");
        Path host = folder.resolve("blog.example.org");
        Files.writeString(host.resolve("fullchain.pem"), renewed.chainPem());

        CertificateFolder.State halfWritten = certificates.step();
        Files.writeString(host.resolve("privkey.pem"), renewed.keyPem());
        CertificateFolder.State whole = certificates.step();

        assertThat(halfWritten.certificates().forName("blog.example.org"))
                .contains(blog.certificate());
        assertThat(halfWritten.problems()).hasSize(1);
        assertThat(whole.certificates().forName("blog.example.org"))
                .contains(renewed.certificate());
        assertThat(whole.problems()).isEmpty();
    }

    @Test
    void keepsServingTheOldPairWhenTheNewOneHasExpired() throws Exception {
        certificates.step();
        TestChain.of(
                        TestChain.keyPair("EC", "secp256r1"),
                        now.minus(Duration.ofDays(9)),
                        now.minus(Duration.ofDays(1)),
                        "blog.example.org")
                .writeTo(folder.resolve("blog.example.org"));

        CertificateFolder.State state = certificates.step();

        assertThat(state.certificates().forName("blog.example.org")).contains(blog.certificate());
        assertThat(state.problems().getFirst().message()).contains("expired");
    }

    @Test
    void servesACertificateOfTheFutureWhenItsTimeComes() throws Exception {
        now = TestChain.NOW.minus(Duration.ofDays(2));
        assertThat(certificates.step().certificates()).isEqualTo(Certificates.NONE);

        now = TestChain.NOW;

        assertThat(certificates.step().certificates().forName("blog.example.org"))
                .contains(blog.certificate());
    }

    @Test
    void saysWhenWhatIsServedHasExpired() throws IOException {
        certificates.step();

        now = now.plus(Duration.ofDays(100));
        CertificateFolder.State state = certificates.step();

        assertThat(state.certificates().byName()).containsKey("blog.example.org");
        assertThat(state.problems().getFirst().message()).contains("that is served expired");
    }

    @Test
    void noticesASwappedLinkWhoseTargetsHaveTheSameTimeAndSize() throws Exception {
        TestChain renewed = TestChain.of("live.example.org");
        TestChain first = TestChain.of("live.example.org");
        Path archive = base.resolve("archive");
        first.writeTo(archive.resolve("1"));
        renewed.writeTo(archive.resolve("2"));
        Path host = Files.createDirectories(folder.resolve("live.example.org"));
        linkBoth(host, archive.resolve("1"));
        certificates.step();

        linkBoth(host, archive.resolve("2"));

        assertThat(certificates.step().certificates().forName("live.example.org"))
                .contains(renewed.certificate());
    }

    @Test
    void noticesARenamedFileWithTheSameTimeAndSize() throws Exception {
        certificates.step();
        TestChain renewed = TestChain.of("blog.example.org");
        Path host = folder.resolve("blog.example.org");
        for (String file : new String[] {"fullchain.pem", "privkey.pem"}) {
            Path fresh = base.resolve(file);
            Files.writeString(
                    fresh, file.equals("privkey.pem") ? renewed.keyPem() : renewed.chainPem());
            Files.setLastModifiedTime(fresh, Files.getLastModifiedTime(host.resolve(file)));
            Files.move(fresh, host.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        }

        assertThat(certificates.step().certificates().forName("blog.example.org"))
                .contains(renewed.certificate());
    }

    @Test
    void servesTheCertificateOfAVanishedFolderForOneMorePoll() throws IOException {
        certificates.step();
        Files.move(folder.resolve("blog.example.org"), base.resolve("elsewhere"));

        assertThat(certificates.step().certificates().byName()).containsKey("blog.example.org");
        assertThat(certificates.step().certificates().byName()).isEmpty();
    }

    @Test
    void keepsEverythingWhenTheFolderCannotBeListed() throws IOException {
        certificates.step();
        Files.move(folder, base.resolve("unmounted"));
        certificates.step();
        certificates.step();

        CertificateFolder.State state = certificates.step();

        assertThat(state.certificates().byName()).containsKey("blog.example.org");
        assertThat(state.problems().getFirst().message()).contains("cannot be listed");
    }

    @Test
    void isEqualToTheStateBeforeWhenNothingHasChanged() throws IOException {
        CertificateFolder.State before = certificates.step();
        Files.setLastModifiedTime(
                folder.resolve("blog.example.org/privkey.pem"), FileTime.fromMillis(12_345));

        assertThat(certificates.step()).isEqualTo(before);
    }

    @Test
    void runsUntilInterruptedAndHandsOnWhatItFound() throws Exception {
        var states = new java.util.concurrent.LinkedBlockingQueue<CertificateFolder.State>();
        Thread thread = Thread.ofVirtual().start(() -> certificates.run(states::add));

        CertificateFolder.State first = states.take();
        thread.interrupt();
        thread.join();

        assertThat(first.certificates().byName()).containsKey("blog.example.org");
    }

    private static void linkBoth(Path host, Path target) throws IOException {
        FileTime time = FileTime.from(TestChain.NOW);
        for (String file : new String[] {"fullchain.pem", "privkey.pem"}) {
            Files.setLastModifiedTime(target.resolve(file), time);
            Files.deleteIfExists(host.resolve(file));
            Files.createSymbolicLink(host.resolve(file), target.resolve(file));
        }
    }
}
