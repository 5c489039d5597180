package dev.waggle.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPrefixTest {
    @ParameterizedTest
    @CsvSource({
        "'', /",
        "/, /",
        "//, /",
        "github, /github",
        "/github, /github",
        "/x/, /x",
        "x/, /x",
        "/a//b/, /a/b",
        "/%7euser, /~user",
        "/%41, /A",
        "/a%c3%a9, /a%C3%A9",
        "/é, /%C3%A9",
        "/a%20b, /a%20b",
        "/Case, /Case",
        "/a;v=1, /a;v=1",
        "/..., /...",
    })
    void hasOneNormalForm(String written, String normal) {
        assertThat(new PathPrefix(written).value()).isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/a/../b",
                "/./a",
                "/%2e%2e/a",
                "/..;/a",
                "/a?b",
                "/a#b",
                "/a b",
                "/a\\b",
                "/a\u0000",
                "/a\r\n",
                "/%00",
                "/a%2fb",
                "/a%5cb",
                "/%",
                "/%4",
                "/%zz",
                "/a*",
                "https://example.org/<",
            })
    void refusesWhatCouldBeReadInTwoWays(String written) {
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> new PathPrefix(written));
    }

    @ParameterizedTest
    @CsvSource({
        "/github, /github, true",
        "/github, /github/, true",
        "/github, /github/x, true",
        "/github, /githubx, false",
        "/github, /git, false",
        "/github, /GitHub, false",
        "/, /anything, true",
        "/, *, true",
    })
    void matchesOnSegmentBoundaries(String prefix, String path, boolean matches) {
        assertThat(new PathPrefix(prefix).matches(path)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 500_000})
    void isBounded(int chars) {
        assertThatExceptionOfType(Malformed.class)
                .isThrownBy(() -> new PathPrefix("/" + "a".repeat(chars)));
        assertThatExceptionOfType(Malformed.class)
                .isThrownBy(() -> new PathPrefix("é".repeat(chars / 4)));
    }
}
