package dev.waggle.proxy.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.message.RequestHead;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNormaliserTest {
    private final HostNormaliser hosts = new HostNormaliser();

    @ParameterizedTest
    @CsvSource({
        "a.example, a.example",
        "A.EXAMPLE, a.example",
        "a.example., a.example",
        "A.example.:8080, a.example",
        "[2001:DB8::A]:443, [2001:db8::a]",
        "127.0.0.1:80, 127.0.0.1"
    })
    void comparesHostsInLowerCaseWithoutPortAndFinalDot(String sent, String expected) {
        RequestHead head = new RequestHead();
        head.clear();
        head.add("host", sent);
        assertThat(RequestChecks.check(head)).isNull();
        hosts.normalise(head);
        assertThat(new String(hosts.bytes(), 0, hosts.length(), StandardCharsets.US_ASCII))
                .isEqualTo(expected);
    }
}
