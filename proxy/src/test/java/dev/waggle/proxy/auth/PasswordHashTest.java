package dev.waggle.proxy.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waggle.routing.Malformed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes that {@code htpasswd}, {@code openssl passwd} and crypt(3) have made. */
class PasswordHashTest {
    @ParameterizedTest
    @CsvSource({
        "APR1, correct horse, $apr1$/peBm1SU$KrAzb0iD5zDny87eX3bE.0",
        "APR1, grün €, $apr1$abcdefgh$RjYlujafHoP4exj9YiRnH0",
        "MD5, correct horse, $1$saltsalt$NuzA7WTAelpl95xgBGWN60",
        "SHA, correct horse, {SHA}L55TUjtiq8FBorTWAZ0jy6g129A=",
        "SSHA, correct horse, {SSHA}awc/Cj0kafyFd5d8fGn07xoHBJJzYWx0c2FsdA==",
        "PLAIN, correct horse, {PLAIN}correct horse",
        "DES, horse12, ogxffqZR1w7dM",
        "DES, horse12, ab6hFANPJcj9A",
        "SHA256_CRYPT, correct horse, $5$saltstring$vc6YOOogU4kWVvwga8e9zTFgKcy4tb5LaPxIiPJzqEC",
        "SHA256_CRYPT, correct horse, $5$fq3HtaqPaWHm88nw$MNLXBjJJXXXJlBJhigrrRqBtuZkhV8u4hhLHUOgGSk5",
        "SHA256_CRYPT, correct horse, $5$rounds=2000$saltstring$5Jm.h69KcY3fwMRMDAl4nQEUgGCOAjLPwKGTGaww3l8",
        "SHA512_CRYPT, correct horse, $6$saltstring$.r0X7ub5wGR2v4Xz7svCIozfnlorFh19V89t8KC9Umd81uGhFgsyTRNyzQDXDIm17fFcR9z3z7oBNdsyYBbtm/",
        "SHA512_CRYPT, correct horse, $6$rounds=1000$rfq4Wd0bRNvFl1Ju$KbAlZIfTbSPvvQiC.PapLtMiGv8Pig95jCgxoDkWvQv5KGz4DbDbwnGAMRCKm8SP8xtbE.xcQGUnzlT2O2Ksm1",
        "BCRYPT, correct horse, $2y$05$p8vvy.xFar9L1knq1Ky84euZVDPSx.A6i.CGrYeUQ7p0/0TcFHPaG",
        "BCRYPT, pass, $2b$04$abcdefghijklmnopqrstuufznL8bkzdtHwLhca4To/v9Lo9bA7fR6",
        "BCRYPT, correct horse, $2a$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
        "BCRYPT, grün €, $2y$04$abcdefghijklmnopqrstuuLr0u80ACPLu0iW/DRRL8M/Q1bOfT80y",
    })
    void knowsThePasswordOfEveryKindOfHash(HashKind kind, String password, String hash) {
        PasswordHash parsed = PasswordHash.parse(hash);

        assertThat(parsed.kind()).isEqualTo(kind);
        assertThat(parsed.matches(password.getBytes(UTF_8))).isTrue();
        assertThat(parsed.matches("wrong".getBytes(UTF_8))).isFalse();
        assertThat(parsed.matches(new byte[0])).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "correct horse battery",
                "$2x$05$p8vvy.xFar9L1knq1Ky84euZVDPSx.A6i.CGrYeUQ7p0/0TcFHPaG",
                "$2y$05$p8vvy.xFar9L1knq1Ky84euZVDPSx",
                "$y$j9T$salt$hash",
                "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA",
                "$apr1$abcdefgh$short",
                "$apr1$toolongsalt$RjYlujafHoP4exj9YiRnH0",
                "$5$saltstring$short",
                "{SHA}short",
                "{SSHA}awc=Cj0kafyFd5d8fGn07xoHBJJzYWx0c2FsdA",
                "{MD5}X03MO1qnZdYdgyfeuILPmQ==",
            })
    void refusesWhatIsNoWholeHash(String text) {
        assertThatThrownBy(() -> PasswordHash.parse(text)).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$2y$15$p8vvy.xFar9L1knq1Ky84euZVDPSx.A6i.CGrYeUQ7p0/0TcFHPaG",
                "$2y$03$p8vvy.xFar9L1knq1Ky84euZVDPSx.A6i.CGrYeUQ7p0/0TcFHPaG",
                "$5$rounds=500001$saltstring$5Jm.h69KcY3fwMRMDAl4nQEUgGCOAjLPwKGTGaww3l8",
                "$5$rounds=999$saltstring$5Jm.h69KcY3fwMRMDAl4nQEUgGCOAjLPwKGTGaww3l8",
                "$5$rounds=999999999$saltstring$5Jm.h69KcY3fwMRMDAl4nQEUgGCOAjLPwKGTGaww3l8",
            })
    void refusesAHashThatWouldTakeTooLong(String text) {
        assertThatThrownBy(() -> PasswordHash.parse(text))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("outside of");
    }

    @ParameterizedTest
    @ValueSource(ints = {72, 73, 200, 512})
    void takesPasswordsOfAnyLengthWithBcrypt(int length) {
        PasswordHash hash =
                PasswordHash.parse("$2b$04$abcdefghijklmnopqrstuufznL8bkzdtHwLhca4To/v9Lo9bA7fR6");

        assertThat(hash.matches("x".repeat(length).getBytes(UTF_8))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{PLAIN}secret", "{SHA}L55TUjtiq8FBorTWAZ0jy6g129A="})
    void neverShowsItself(String text) {
        assertThat(PasswordHash.parse(text).toString()).doesNotContain(text.substring(7));
    }
}
