package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.docker.Subnet;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HiddenClientsTest {
    private static final List<String> ROUTES =
            List.of(
                    "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask",
                    "eth1\t00000000\t010012AC\t0003\t0\t0\t0\t00000000",
                    "eth0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF",
                    "broken",
                    "eth1\t00000000\tnonsense\t0003\t0\t0\t0\t00000000");

    private Instant now = Instant.parse("2026-06-01T00:00:00Z");

    @Test
    void theDefaultGatewayHidesClients() {
        HiddenClients hidden = HiddenClients.of(ROUTES, () -> now);
        assertThat(hidden.hides(InetAddress.ofLiteral("172.18.0.1"))).isTrue();
        assertThat(hidden.hides(InetAddress.ofLiteral("172.18.0.2"))).isFalse();
        assertThat(hidden.hides(InetAddress.ofLiteral("0.0.0.0"))).isFalse();
        assertThat(hidden.hides(InetAddress.ofLiteral("::1"))).isFalse();
    }

    @Test
    void theIngressMeshHidesClientsWhileItReachesUs() {
        HiddenClients hidden = HiddenClients.of(List.of(), () -> now);
        hidden.meshIs(Set.of(Subnet.parse("10.0.0.0/24")));
        assertThat(hidden.hides(InetAddress.ofLiteral("10.0.0.2"))).isTrue();
        assertThat(hidden.hides(InetAddress.ofLiteral("10.0.1.2"))).isFalse();
        hidden.meshIs(Set.of());
        assertThat(hidden.hides(InetAddress.ofLiteral("10.0.0.2"))).isFalse();
    }

    @Test
    void withoutAGatewayNobodyIsHidden() {
        assertThat(HiddenClients.of(List.of(), () -> now).hides(InetAddress.ofLiteral("127.0.0.1")))
                .isFalse();
    }

    @Test
    void manyClientsOfAGatewayAreOneProblemUntilNoneHasComeForAWhile() {
        HiddenClients hidden = HiddenClients.of(ROUTES, () -> now);
        InetAddress gateway = InetAddress.ofLiteral("172.18.0.1");
        for (int i = 0; i < 10; i++) {
            assertThat(hidden.sees(gateway)).isTrue();
            assertThat(hidden.sees(InetAddress.ofLiteral("192.0.2.7"))).isFalse();
        }
        assertThat(hidden.problems()).isEmpty();
        hidden.sees(gateway);
        assertThat(hidden.problems()).hasSize(1);
        assertThat(hidden.problems().getFirst().value()).isEqualTo("172.18.0.1");
        now = now.plus(Duration.ofMinutes(6));
        assertThat(hidden.problems()).isEmpty();
        hidden.sees(gateway);
        assertThat(hidden.problems()).isEmpty();
    }
}
