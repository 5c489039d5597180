package dev.waggle.acme.ocsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OcspAnswerTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private TestResponder responder;
    private OcspQuestion question;

    @BeforeEach
    void ask() throws Exception {
        responder = new TestResponder(NOW);
        question = questionFor("a.example");
    }

    @AfterEach
    void close() {
        responder.close();
    }

    private OcspQuestion questionFor(String name) throws Exception {
        return OcspQuestion.about(responder.leaf(name).chain()).orElseThrow();
    }

    private OcspAnswer answer() throws Exception {
        return OcspAnswer.read(responder.answer(question.encoded()), question, NOW);
    }

    @Test
    void ofTheIssuerIsBelievedUntilItsNextUpdate() throws Exception {
        assertThat(answer().revoked()).isFalse();
        assertThat(answer().validUntil()).isEqualTo(NOW.plus(Duration.ofDays(7)));
    }

    @Test
    void thatSaysRevokedIsUnderstood() throws Exception {
        responder.revoked = true;
        assertThat(answer().revoked()).isTrue();
    }

    @Test
    void ofADelegateOfTheIssuerIsBelieved() throws Exception {
        KeyPair keys = TestResponder.keyPair();
        responder.signer = keys;
        responder.delegate = responder.delegate(keys, true);
        assertThat(answer().revoked()).isFalse();
    }

    @Test
    void ofACertificateThatIsNotForThisIsRefused() throws Exception {
        KeyPair keys = TestResponder.keyPair();
        responder.signer = keys;
        responder.delegate = responder.delegate(keys, false);
        assertThatThrownBy(this::answer)
                .isInstanceOf(OcspRefused.class)
                .hasMessageContaining("not signed by the certificate's issuer");
    }

    @Test
    void ofSomebodyElseIsRefused() throws Exception {
        responder.signer = TestResponder.keyPair();
        assertThatThrownBy(this::answer)
                .isInstanceOf(OcspRefused.class)
                .hasMessageContaining("not signed by the certificate's issuer");
    }

    @Test
    void aboutAnotherCertificateIsRefused() throws Exception {
        byte[] other = responder.answer(questionFor("b.example").encoded());
        assertThatThrownBy(() -> OcspAnswer.read(other, question, NOW))
                .isInstanceOf(OcspRefused.class)
                .hasMessageContaining("about another certificate");
    }

    @Test
    void fromThePastIsRefused() throws Exception {
        responder.validFor = Duration.ofMinutes(-1);
        assertThatThrownBy(this::answer)
                .isInstanceOf(OcspRefused.class)
                .hasMessageContaining("valid from");
    }

    @Test
    void thatWasChangedOnTheWayIsRefusedAtEveryByte() throws Exception {
        byte[] whole = responder.answer(question.encoded());
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 0x10;
            try {
                OcspAnswer read = OcspAnswer.read(changed, question, NOW);
                // What is outside the signature may change; what it says may not.
                assertThat(read.revoked()).isFalse();
                assertThat(read.validUntil()).isEqualTo(NOW.plus(Duration.ofDays(7)));
            } catch (OcspRefused _) {
                // as it should be
            }
        }
    }

    @Test
    void thatIsCutOffIsRefused() throws Exception {
        byte[] whole = responder.answer(question.encoded());
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> OcspAnswer.read(part, question, NOW))
                    .isInstanceOf(OcspRefused.class);
        }
    }

    @Test
    void isAskedForOnlyWhereTheLeafNamesAResponderOverPlainHttp() throws Exception {
        assertThat(OcspQuestion.about(responder.leaf("a.example", "", false).chain())).isEmpty();
        assertThat(OcspQuestion.about(responder.leaf("a.example", "https://x/", false).chain()))
                .isEmpty();
        assertThat(OcspQuestion.about(responder.leaf("a.example", "file:///etc", false).chain()))
                .isEmpty();
        assertThat(OcspQuestion.about(responder.leaf("a.example").chain().subList(0, 1))).isEmpty();
    }
}
