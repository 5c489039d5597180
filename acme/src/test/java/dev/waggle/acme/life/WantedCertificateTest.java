package dev.waggle.acme.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waggle.acme.store.CertificateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WantedCertificateTest {

    @Test
    void isKnownByItsOneName() {
        assertThat(WantedCertificate.of("blog.example.org").id()).isEqualTo("blog.example.org");
        assertThat(WantedCertificate.of("*.example.org").id()).isEqualTo("_.example.org");
    }

    @Test
    void theOrderOfNamesDoesNotMatter() {
        assertThat(WantedCertificate.of("a.example.org", "b.example.org"))
                .isEqualTo(WantedCertificate.of("b.example.org", "a.example.org"));
    }

    @Test
    void otherNamesAreAnotherCertificate() {
        String two = WantedCertificate.of("a.example.org", "b.example.org").id();
        String three = WantedCertificate.of("a.example.org", "b.example.org", "c.example.org").id();

        assertThat(two).startsWith("a.example.org+").isNotEqualTo(three);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "::1", "2001:db8::1", "*.example.org", "_x.example.org"})
    void whatItIsKnownByIsSafeAsAFolder(String name) {
        String id = WantedCertificate.of(name).id();

        assertThat(new CertificateKey("ca", id).certificate()).isEqualTo(id);
    }

    @Test
    void theLongestNamesAreSafeAsAFolderToo() {
        String longest = ("a".repeat(60) + ".").repeat(4) + "example";

        String id = WantedCertificate.of(longest).id();

        assertThat(new CertificateKey("ca", id).certificate()).hasSizeLessThan(180);
        assertThat(id).isNotEqualTo(WantedCertificate.of(longest + "x").id());
    }

    @Test
    void refusesNoNamesAtAll() {
        assertThatThrownBy(() -> WantedCertificate.of())
                .isInstanceOf(IllegalArgumentException.class);
    }
}
