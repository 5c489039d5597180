package dev.waggle.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemPairTest {

    private static final Instant NOW = TestChain.NOW;

    @TempDir Path folder;
    private Path chainFile;
    private Path keyFile;
    private final TestChain chain = TestChain.of("blog.example.org");

    @BeforeEach
    void writeAGoodPair() throws IOException {
        chain.writeTo(folder);
        chainFile = folder.resolve("fullchain.pem");
        keyFile = folder.resolve("privkey.pem");
    }

    @Test
    void readsAPairWithAPkcs8Key() throws Exception {
        assertThat(PemPair.read(chainFile, keyFile, NOW)).isEqualTo(chain.certificate());
    }

    @Test
    void readsASec1KeyAfterItsParameters() throws Exception {
        String parameters =
                "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
        Files.writeString(keyFile, parameters + chain.traditionalKeyPem());

        assertThat(chain.traditionalKeyPem()).contains("BEGIN EC PRIVATE KEY");
        assertThat(PemPair.read(chainFile, keyFile, NOW)).isEqualTo(chain.certificate());
    }

    @Test
    void readsASec1KeyThatNamesItsCurveItself() throws Exception {
        var d = ((java.security.interfaces.ECPrivateKey) chain.keys().getPrivate()).getS();
        var sec1 =
                new org.bouncycastle.asn1.sec.ECPrivateKey(
                        256, d, org.bouncycastle.asn1.sec.SECObjectIdentifiers.secp256r1);
        Files.writeString(
                keyFile, TestChain.pem(new PemObject("EC PRIVATE KEY", sec1.getEncoded())));

        assertThat(PemPair.read(chainFile, keyFile, NOW)).isEqualTo(chain.certificate());
    }

    @Test
    void readsAPkcs1Key() throws Exception {
        TestChain rsa =
                TestChain.of(
                        TestChain.keyPair("RSA", "2048"),
                        NOW,
                        NOW.plus(Duration.ofDays(9)),
                        "rsa.example.org");
        Files.writeString(chainFile, rsa.chainPem());
        Files.writeString(keyFile, rsa.traditionalKeyPem());

        assertThat(rsa.traditionalKeyPem()).contains("BEGIN RSA PRIVATE KEY");
        assertThat(PemPair.read(chainFile, keyFile, NOW)).isEqualTo(rsa.certificate());
    }

    @Test
    void refusesAHalfWrittenChain() throws IOException {
        Files.writeString(chainFile, chain.chainPem().substring(0, 300));

        assertThat(problem().file()).isEqualTo(chainFile.toString());
        assertThat(problem().message()).contains("not readable as PEM");
    }

    @Test
    void refusesAHalfWrittenKey() throws IOException {
        Files.writeString(keyFile, chain.keyPem().substring(0, 60));

        assertThat(problem().file()).isEqualTo(keyFile.toString());
    }

    @Test
    void refusesAnEmptyKeyFileAndOneThatIsNotThere() throws IOException {
        Files.writeString(keyFile, "");
        assertThat(problem().message()).isEqualTo("there is no private key in it");

        Files.delete(keyFile);
        assertThat(problem().message()).isEqualTo("the file does not exist");
    }

    @Test
    void refusesBytesThatAreNoCertificate() throws IOException {
        Files.writeString(
                chainFile, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

        assertThat(problem().file()).isEqualTo(chainFile.toString());
    }

    @Test
    void refusesTheKeyOfAnotherPairAndNamesWhatToWrite() throws IOException {
        Files.writeString(keyFile, TestChain.of("blog.example.org").keyPem());

        assertThat(problem().message()).contains("does not belong");
        assertThat(problem().fix())
                .isEqualTo("write the key and the chain that were made together");
    }

    @Test
    void refusesAnExpiredLeaf() {
        assertThat(problemAt(NOW.plus(Duration.ofDays(91))).message())
                .contains("expired at 2026-08-30T00:00:00Z");
    }

    @Test
    void refusesALeafOfTheFuture() {
        assertThat(problemAt(NOW.minus(Duration.ofDays(1))).message())
                .contains("is not valid before");
    }

    @Test
    void refusesAnEncryptedKeyWithTheCommandThatHelps() throws Exception {
        var encryptor =
                new JceOpenSSLPKCS8EncryptorBuilder(JcaPKCS8Generator.PBE_SHA1_3DES)
                        .setProvider(new org.bouncycastle.jce.provider.BouncyCastleProvider())
                        .setPassword("secret".toCharArray())
                        .build();
        Files.writeString(
                keyFile,
                TestChain.pem(new JcaPKCS8Generator(chain.keys().getPrivate(), encryptor)));

        assertThat(problem().message()).contains("encrypted");
        assertThat(problem().fix()).contains("openssl pkey");
    }

    @Test
    void refusesAFileOver256KiB() throws IOException {
        Files.writeString(chainFile, "#".repeat(256 * 1024 + 1));

        assertThat(problem().message()).isEqualTo("the file has over 262144 bytes");
    }

    private CertificateProblem problem() {
        return problemAt(NOW);
    }

    private CertificateProblem problemAt(Instant now) {
        try {
            ServerCertificate read = PemPair.read(chainFile, keyFile, now);
            throw new AssertionError("was not refused: " + read);
        } catch (PemRefused e) {
            return e.toProblem("blog.example.org");
        }
    }
}
