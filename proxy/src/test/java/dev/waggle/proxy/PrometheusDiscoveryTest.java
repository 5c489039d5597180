package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.AddressRange;
import dev.waggle.routing.PrometheusTarget;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrometheusDiscoveryTest {
    private static final PrometheusTarget TARGET =
            new PrometheusTarget(
                    "blog",
                    9100,
                    "web_blog",
                    "task1",
                    "node-a",
                    List.of(
                            new PrometheusTarget.Address("ingress", "10.0.0.7", false),
                            new PrometheusTarget.Address("monitoring_metrics", "10.0.3.7", false),
                            new PrometheusTarget.Address("web", "10.0.2.7", true)));

    @Test
    void givesTheAddressOnTheNetworkThatIsSharedWithTheAsker() {
        assertThat(targets("", AddressRange.parse("10.0.3.0/24"))).containsExactly("10.0.3.7:9100");
    }

    @Test
    void givesAnAddressThatWeReachWhenTheAskerIsElsewhere() {
        assertThat(targets("", Optional.empty())).containsExactly("10.0.2.7:9100");
        assertThat(targets("", AddressRange.parse("192.168.0.0/16")))
                .containsExactly("10.0.2.7:9100");
    }

    @Test
    void givesTheAddressOnTheNetworkThatIsAskedFor() {
        assertThat(targets("monitoring_metrics", Optional.empty()))
                .containsExactly("10.0.3.7:9100");
        assertThat(targets("metrics", Optional.empty())).containsExactly("10.0.3.7:9100");
    }

    @Test
    void leavesOutATaskThatIsNotOnTheNetworkThatIsAskedFor() {
        assertThat(targets("other", Optional.empty())).isEmpty();
    }

    @Test
    void neverGivesAnAddressOnTheIngressNetwork() {
        PrometheusTarget hidden =
                new PrometheusTarget(
                        "j",
                        1,
                        "s",
                        "t",
                        "",
                        List.of(new PrometheusTarget.Address("ingress", "10.0.0.7", false)));
        assertThat(PrometheusDiscovery.targets(List.of(hidden), "", Optional.empty())).isEmpty();
    }

    @Test
    void saysJobServiceTaskAndNode() {
        assertThat(PrometheusDiscovery.targets(List.of(TARGET), "", Optional.empty()))
                .singleElement()
                .satisfies(group ->
                        assertThat(group.labels())
                                .containsEntry("job", "blog")
                                .containsEntry("__meta_waggle_service", "web_blog")
                                .containsEntry("__meta_waggle_task", "task1")
                                .containsEntry("__meta_waggle_node", "node-a")
                                .containsEntry("__meta_waggle_network", "web"));
    }

    private static List<String> targets(String network, Optional<AddressRange> shared) {
        return PrometheusDiscovery.targets(List.of(TARGET), network, shared).stream()
                .flatMap(group -> group.targets().stream())
                .toList();
    }
}
