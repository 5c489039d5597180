package dev.waggle.proxy.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.RequestHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationFieldTest {
    @ParameterizedTest
    @ValueSource(strings = {"Basic", "basic", "BASIC", "bAsIc"})
    void readsTheSchemeInAnyCase(String scheme) {
        assertReads(scheme + " " + Visit.base64("ann:secret"), "ann", "secret");
    }

    @Test
    void endsTheUserAtTheFirstColon() {
        assertReads("Basic " + Visit.base64("ann:se:cr:et"), "ann", "se:cr:et");
    }

    @Test
    void readsEmptyPasswordsSeveralSpacesAndUtf8() {
        assertReads("Basic " + Visit.base64("ann:"), "ann", "");
        assertReads("Basic   " + Visit.base64("jürg:€"), "jürg", "€");
    }

    @ParameterizedTest
    @CsvSource({
        "scheme-not-basic, Bearer abc",
        "scheme-not-basic, Basic",
        "scheme-not-basic, Basicx YTpi",
        "scheme-not-basic, YTpi",
        "credentials-not-base64, Basic YTpi=",
        "credentials-not-base64, Basic YTp",
        "credentials-not-base64, Basic YT pi",
        "credentials-not-base64, Basic YTpi YTpi",
        "credentials-not-base64, Basic YTp!",
        "credentials-not-base64, Basic YTpiYg",
        "credentials-not-base64, Basic YTpiYh==",
        "credentials-not-base64, 'Basic YTpi, Basic YTpi'",
        "credentials-without-colon, Basic YWI=",
        "credentials-not-text, Basic YToA",
        "credentials-not-text, Basic YTr/",
        "credentials-not-text, Basic YTp/",
    })
    void refusesWhatCouldBeReadInTwoWays(String reason, String value) {
        assertThat(read(value)).isEqualTo(new Presented.Unusable(reason));
    }

    @Test
    void boundsFieldUserAndPassword() {
        Presented tooLong = new Presented.Unusable("credentials-too-long");

        assertThat(read("Basic " + "A".repeat(5000))).isEqualTo(tooLong);
        assertThat(read(Visit.basic("u".repeat(256), "p"))).isEqualTo(tooLong);
        assertThat(read(Visit.basic("u", "p".repeat(513)))).isEqualTo(tooLong);
        assertReads(
                Visit.basic("u".repeat(255), "p".repeat(512)), "u".repeat(255), "p".repeat(512));
    }

    @Test
    void seesThatThereIsNothingOrTooMuch() {
        assertThat(read()).isEqualTo(new Presented.Nothing());
        assertThat(read("Basic YTpi", "Basic YTpi")).isEqualTo(new Presented.Ambiguous());
        assertThat(read("Basic YTpi", "Bearer x")).isEqualTo(new Presented.Ambiguous());
    }

    private static void assertReads(String value, String user, String password) {
        assertThat(read(value))
                .isInstanceOfSatisfying(
                        Presented.Basic.class,
                        basic -> {
                            assertThat(basic.credentials().user()).isEqualTo(user);
                            assertThat(basic.credentials().password())
                                    .isEqualTo(password.getBytes(UTF_8));
                        });
    }

    private static Presented read(String... values) {
        RequestHead head = new RequestHead();
        for (String value : values) {
            head.add(FieldName.AUTHORIZATION, value);
        }
        return AuthorizationField.read(head);
    }
}
