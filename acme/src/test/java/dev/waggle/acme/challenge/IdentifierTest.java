package dev.waggle.acme.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierTest {

    @Test
    void namesAreLowerCase() {
        assertThat(Identifier.of("Blog.Example.ORG").value()).isEqualTo("blog.example.org");
    }

    @Test
    void aWildcardIsShownByTheNameBelowIt() {
        Identifier wildcard = Identifier.of("*.example.org");

        assertThat(wildcard.isWildcard()).isTrue();
        assertThat(wildcard.withoutWildcard()).isEqualTo(Identifier.of("example.org"));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "2001:db8:0:1:0:0:0:0, 2001:db8:0:1::",
        "0:0:0:0:0:0:0:1, ::1",
        "::, ::",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    })
    void anAddressHasOneText(String text, String canonical) {
        Identifier address = Identifier.of(text);

        assertThat(address).isEqualTo(new Identifier(Identifier.Type.IP, canonical));
        assertThat(address.address().getAddress()).hasSizeBetween(4, 16);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../../etc/passwd",
                "a/b.example.org",
                "example.org\n",
                "exa mple.org",
                "*",
                "*.*.example.org",
                "a.*.example.org",
                "-a.example.org",
                "example.org.",
                "1.2",
                "fe80::1%eth0",
                "::ffff:192.0.2.1",
                "bücher.example",
                "xn--\u0000.example"
            })
    void nothingElseGetsThrough(String text) {
        assertThatThrownBy(() -> Identifier.of(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
