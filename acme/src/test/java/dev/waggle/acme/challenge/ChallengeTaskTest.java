package dev.waggle.acme.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTaskTest {

    private static final Identifier NAME = Identifier.of("example.org");

    /** The key authorization of RFC 8555 section 8.1; the hash of it was taken with openssl. */
    @Test
    void answersAsTheRfcSays() {
        ChallengeTask task =
                new ChallengeTask(
                        NAME,
                        false,
                        "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA",
                        "9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI");

        assertThat(task.keyAuthorization())
                .isEqualTo(
                        "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA.9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI");
        assertThat(task.dnsDigest()).isEqualTo("lCM7cZyQXcVHK2nnW3jjAhNT3Fvm18UN-kWZZknKoYM");
        assertThat(task.digest()).hasSize(32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "a b", "a\r\nSet-Cookie: x", "tökén"})
    void refusesATokenThatIsNoBase64Url(String token) {
        assertThatThrownBy(() -> new ChallengeTask(NAME, false, token, "thumb"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesATokenOfAnyLength() {
        assertThatThrownBy(() -> new ChallengeTask(NAME, false, "a".repeat(129), "thumb"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
