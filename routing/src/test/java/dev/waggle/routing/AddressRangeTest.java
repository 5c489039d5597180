package dev.waggle.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,10.255.1.2,true",
        "10.0.0.0/8,11.0.0.0,false",
        "10.1.2.3,10.1.2.3,true",
        "10.1.2.3,10.1.2.4,false",
        "0.0.0.0/0,255.255.255.255,true",
        "0.0.0.0/0,::1,false",
        "::/0,::1,true",
        "::/0,10.0.0.1,false",
        "2001:db8::/32,2001:db8:ffff::1,true",
        "2001:db8::/32,2001:db9::1,false",
        "2001:db8::/65,2001:db8::7fff:0:0:1,true",
        "2001:db8::/65,2001:db8::8000:0:0:1,false",
        "::1,::1,true"
    })
    void containsWhatItsPrefixSays(String range, String address, boolean inside) {
        assertThat(AddressRange.parse(range).orElseThrow().contains(InetAddress.ofLiteral(address)))
                .isEqualTo(inside);
    }

    @Test
    void containsTheMappedFormOfAnIpv4Address() {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};
        assertThat(AddressRange.parse("10.0.0.0/8").orElseThrow().contains(mapped)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.9.9.9/8", "10.0.0.0/8"})
    void showsItsNetwork(String text) {
        assertThat(AddressRange.parse(text).orElseThrow()).hasToString("10.0.0.0/8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "1/1", "0x7f.1", "10.0.0.0/", "256.1.1.1", "::/129", "a::g"})
    void readsNothingElse(String text) {
        assertThat(AddressRange.parse(text)).isEmpty();
    }
}
