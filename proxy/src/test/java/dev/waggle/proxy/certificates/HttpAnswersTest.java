package dev.waggle.proxy.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.acme.challenge.Identifier;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAnswersTest {
    private static final String TOKEN = "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA";

    private final HttpAnswers answers = new HttpAnswers();

    private void want(String... hosts) {
        answers.answerFor(Set.of(hosts), Optional.of("thumb"));
    }

    @Test
    void isTheTokenWithTheThumbprintForAnyTokenOfAWantedHost() {
        want("blog.example.org");
        assertThat(answers.answer("blog.example.org", TOKEN)).hasValue(TOKEN + ".thumb");
        assertThat(answers.answer("blog.example.org", "a".repeat(22)))
                .hasValue("a".repeat(22) + ".thumb");
        assertThat(answers.answer("blog.example.org", "a".repeat(128))).isPresent();
    }

    @Test
    void thereIsNoneForAHostThatNobodyWants() {
        want("blog.example.org");
        assertThat(answers.answer("other.example.org", TOKEN)).isEmpty();
        want();
        assertThat(answers.answer("blog.example.org", TOKEN)).isEmpty();
    }

    @Test
    void thereIsNoneWithoutAnAccount() {
        answers.answerFor(Set.of("blog.example.org"), Optional.empty());
        assertThat(answers.answer("blog.example.org", TOKEN)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "short",
                "aaaaaaaaaaaaaaaaaaaaa",
                "aaaaaaaaaaaaaaaaaaaaaa/",
                "aaaaaaaaaaaaaaaaaaaaaa.thumb",
                "aaaaaaaaaaaaaaaaaaaaaa%20",
                "<script>aaaaaaaaaaaaaaaaaaaaaa",
                "aaaaaaaaaaaaaaaaaaaaaa\r\n"
            })
    void thereIsNoneForWhatIsNoToken(String token) {
        want("blog.example.org");
        assertThat(answers.answer("blog.example.org", token)).isEmpty();
        assertThat(answers.answer("blog.example.org", "a".repeat(129))).isEmpty();
    }

    @Test
    void anAddressIsAHostToo() {
        want("192.0.2.1", "2001:db8::1");
        assertThat(answers.answer("192.0.2.1", TOKEN)).isPresent();
        assertThat(answers.answer("[2001:db8::1]", TOKEN)).isPresent();
        assertThat(answers.answer("[2001:db8::2]", TOKEN)).isEmpty();
        assertThat(answers.answer("[", TOKEN)).isEmpty();
    }

    @Test
    void wildcardsAreForOthers() {
        assertThat(answers.canSolve(Identifier.of("*.example.org"))).isFalse();
        assertThat(answers.canSolve(Identifier.of("example.org"))).isTrue();
    }
}
