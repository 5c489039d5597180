package dev.waggle.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SelfSignedCertificateTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void isForTheHostAloneAndForADay() throws Exception {
        ServerCertificate made =
                SelfSignedCertificate.of("blog.example.org", NOW, new SecureRandom());

        assertThat(made.names()).containsExactly("blog.example.org");
        assertThat(made.notAfter()).isEqualTo(NOW.plus(Duration.ofDays(1)));
        made.checkValidAt(NOW);
        made.chain().getFirst().verify(made.chain().getFirst().getPublicKey());
    }

    @Test
    void isAnotherOneEachTime() {
        SecureRandom random = new SecureRandom();
        assertThat(SelfSignedCertificate.of("blog.example.org", NOW, random))
                .isNotEqualTo(SelfSignedCertificate.of("blog.example.org", NOW, random));
    }

    @Test
    void refusesWhatIsNoNameOfAHost() {
        assertThatThrownBy(() -> SelfSignedCertificate.of("", NOW, new SecureRandom()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
