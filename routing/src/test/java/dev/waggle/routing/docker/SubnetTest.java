package dev.waggle.routing.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubnetTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.1.0/24, 10.0.1.255, true",
        "10.0.1.7/24, 10.0.1.1, true",
        "10.0.1.0/24, 10.0.2.1, false",
        "10.0.16.0/20, 10.0.31.9, true",
        "10.0.16.0/20, 10.0.32.9, false",
        "10.0.1.7/32, 10.0.1.7, true",
        "10.0.1.7/32, 10.0.1.6, false",
        "0.0.0.0/0, 192.0.2.1, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/64, 2001:db8::5, true",
        "2001:db8::/64, 2001:db8:1::5, false"
    })
    void containsTheAddressesOfItsRange(String subnet, String address, boolean contained) {
        assertThat(Subnet.parse(subnet).contains(Subnet.address(address).orElseThrow()))
                .isEqualTo(contained);
    }

    @Test
    void theSameRangeIsEqualWhateverAddressItWasReadFrom() {
        assertThat(Subnet.parse("10.0.1.7/24")).isEqualTo(Subnet.parse("10.0.1.0/24"));
    }

    @Test
    void namesAreNotResolved() {
        assertThat(Subnet.address("localhost")).isEmpty();
        assertThat(Subnet.address("")).isEmpty();
        assertThat(Subnet.address("10.0.1.5/24")).isPresent();
        assertThatThrownBy(() -> Subnet.parse("10.0.1.0"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Subnet.parse("10.0.1.0/33"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ownNetworksLeaveLoopbackOut() {
        assertThat(Interfaces.own().subnets())
                .noneMatch(one -> one.contains(Subnet.address("127.0.0.1").orElseThrow()));
    }
}
