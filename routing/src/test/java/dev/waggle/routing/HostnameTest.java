package dev.waggle.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostnameTest {
    @ParameterizedTest
    @CsvSource({
        "blog.example.org, blog.example.org",
        "Blog.EXAMPLE.org, blog.example.org",
        "blog.example.org., blog.example.org",
        "localhost, localhost",
        "a-b.c1, a-b.c1",
        "1.example.org, 1.example.org",
        "xn--bcher-kva.example, xn--bcher-kva.example",
        "bücher.example, xn--bcher-kva.example",
        "BÜCHER.example, xn--bcher-kva.example",
        "192.0.2.1, 192.0.2.1",
        "2001:db8::1, [2001:db8::1]",
        "[2001:DB8:0:0:0:0:0:1], [2001:db8::1]",
        "[::1], [::1]",
        "::, [::]",
        "2001:db8:0:1:0:0:0:1, [2001:db8:0:1::1]",
        "2001:db8:0:0:1:0:0:1, [2001:db8::1:0:0:1]",
        "1:0:3:4:5:6:7:8, [1:0:3:4:5:6:7:8]",
        "1:2:3:4:5:6:0:0, [1:2:3:4:5:6::]",
    })
    void hasOneNormalForm(String written, String normal) {
        assertThat(new Hostname(written).ascii()).isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                ".example.org",
                "blog..example.org",
                "blog.example.org..",
                "-blog.example.org",
                "blog-.example.org",
                "blog_1.example.org",
                "blog example.org",
                "blog.example.org:443",
                "blog/example.org",
                "bl*g.example.org",
                "*",
                "*.example.org",
                "blog.example.org\n",
                "user@example.org",
                "blog\u0000.example.org",
                "straße.example",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "01.2.3.4",
                "fe80::1%eth0",
                "[::1",
                "[[::1]]",
                "[::1]:443",
                ":::",
                "12345::",
            })
    void refusesWhatIsNoHost(String written) {
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> new Hostname(written));
    }

    @Test
    void countsTheBytesOfTheWholeNameAndOfEachLabel() {
        String label = "a".repeat(63);
        String longest = label + "." + label + "." + label + "." + "a".repeat(61);

        assertThat(new Hostname(longest).ascii()).hasSize(253);
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> new Hostname(longest + "a"));
        assertThatExceptionOfType(Malformed.class)
                .isThrownBy(() -> new Hostname("a".repeat(64) + ".example"));
        assertThatExceptionOfType(Malformed.class)
                .isThrownBy(() -> new Hostname("a.".repeat(100_000)));
    }

    @Test
    void knowsAddressesFromNames() {
        assertThat(new Hostname("192.0.2.1").isAddress()).isTrue();
        assertThat(new Hostname("[::1]").isAddress()).isTrue();
        assertThat(new Hostname("1.example.org").isAddress()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"*, *", "*.Example.org, *.example.org", "a.example.org., a.example.org"})
    void patternsAreNamesWildcardsAndTheCatchAll(String written, String text) {
        assertThat(HostPattern.parse(written).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*.", "**", "*.*.example.org", "a.*.org", "b*.example.org", "*.1.2.3.4"})
    void wildcardsStandForTheWholeFirstLabelOnly(String written) {
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> HostPattern.parse(written));
    }
}
