package dev.waggle.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerCertificateTest {

    @Test
    void namesAreTheAlternativeNamesInLowerCase() throws CertificateRefused {
        ServerCertificate certificate =
                TestChain.of("Blog.Example.org", "*.example.net", "192.0.2.7").certificate();

        assertThat(certificate.names())
                .containsExactly("blog.example.org", "*.example.net", "192.0.2.7");
        assertThat(certificate.issuer()).isEqualTo("CN=test root");
        assertThat(certificate.notAfter()).isEqualTo(TestChain.NOW.plus(Duration.ofDays(90)));
    }

    @Test
    void isEqualToAnotherReadingOfTheSameBytes() throws CertificateRefused {
        TestChain chain = TestChain.of("blog.example.org");

        assertThat(chain.certificate()).isEqualTo(chain.certificate());
        assertThat(chain.certificate())
                .isNotEqualTo(TestChain.of("blog.example.org").certificate());
    }

    @Test
    void itsTextHoldsNoKey() throws CertificateRefused {
        assertThat(TestChain.of("blog.example.org").certificate().toString())
                .startsWith("ServerCertificate[names=[blog.example.org], notAfter=")
                .doesNotContain("rivate");
    }

    @Test
    void refusesTheKeyOfAnotherCertificate() {
        TestChain chain = TestChain.of("blog.example.org");
        TestChain other = TestChain.of("blog.example.org");

        assertThatThrownBy(() ->
                        ServerCertificate.of(List.of(chain.leaf()), other.keys().getPrivate()))
                .isInstanceOf(CertificateRefused.class)
                .hasMessageContaining("does not belong");
    }

    @Test
    void refusesAChainOutOfOrder() {
        TestChain chain = TestChain.of("blog.example.org");

        assertThatThrownBy(() ->
                        ServerCertificate.of(
                                List.of(chain.root(), chain.leaf()), chain.keys().getPrivate()))
                .hasMessageContaining("is not signed by the one after it");
    }

    @Test
    void refusesAnIssuerThatOnlyHasTheRightName() {
        TestChain chain = TestChain.of("blog.example.org");
        TestChain other = TestChain.of("blog.example.org");

        assertThatThrownBy(() ->
                        ServerCertificate.of(
                                List.of(chain.leaf(), other.root()), chain.keys().getPrivate()))
                .hasMessageContaining("is not signed by the one after it");
    }

    @Test
    void refusesAnEmptyAndATooLongChain() {
        TestChain chain = TestChain.of("blog.example.org");

        assertThatThrownBy(() -> ServerCertificate.of(List.of(), chain.keys().getPrivate()))
                .hasMessageContaining("no certificate");
        assertThatThrownBy(() ->
                        ServerCertificate.of(
                                Collections.nCopies(11, chain.leaf()), chain.keys().getPrivate()))
                .hasMessageContaining("the most is 10");
    }

    @ParameterizedTest
    @CsvSource({"RSA,1024,1024 bits", "Ed25519,Ed25519,EdDSA", "DSA,2048,DSA"})
    void refusesKeysThatClientsDoNotAccept(String algorithm, String size, String complaint) {
        TestChain chain = chainWith(algorithm, size);

        assertThatThrownBy(chain::certificate).hasMessageContaining(complaint);
    }

    @ParameterizedTest
    @CsvSource({"RSA,2048", "EC,secp256r1", "EC,secp384r1", "EC,secp521r1"})
    void acceptsTheKeysThatClientsAccept(String algorithm, String size) throws CertificateRefused {
        assertThat(chainWith(algorithm, size).certificate().names())
                .containsExactly("a.example.org");
    }

    @Test
    void refusesALeafWithoutANameThatCanBeServed() {
        assertThatThrownBy(() -> TestChain.of("not a host").certificate())
                .hasMessageContaining("0 usable subject alternative names");
    }

    @Test
    void coversItsNamesAndOneLabelOfItsWildcards() throws CertificateRefused {
        ServerCertificate certificate = TestChain.of("*.example.org", "example.org").certificate();

        assertThat(certificate.covers("example.org")).isTrue();
        assertThat(certificate.covers("a.example.org")).isTrue();
        assertThat(certificate.covers("a.b.example.org")).isFalse();
        assertThat(certificate.covers("example.net")).isFalse();
    }

    @Test
    void certificatesAreFoundByExactNameBeforeWildcard() throws CertificateRefused {
        ServerCertificate wildcard = TestChain.of("*.example.org").certificate();
        ServerCertificate exact = TestChain.of("a.example.org").certificate();
        Certificates certificates =
                new Certificates(
                        java.util.Map.of("*.example.org", wildcard, "a.example.org", exact));

        assertThat(certificates.forName("a.example.org")).contains(exact);
        assertThat(certificates.forName("b.example.org")).contains(wildcard);
        assertThat(certificates.forName("a.b.example.org")).isEmpty();
        assertThat(certificates.forName("org")).isEmpty();
    }

    private static TestChain chainWith(String algorithm, String size) {
        return TestChain.of(
                TestChain.keyPair(algorithm, size),
                TestChain.NOW,
                TestChain.NOW.plus(Duration.ofDays(90)),
                "a.example.org");
    }
}
