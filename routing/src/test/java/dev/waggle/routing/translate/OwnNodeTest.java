package dev.waggle.routing.translate;

import static dev.waggle.routing.translate.Services.on;
import static dev.waggle.routing.translate.Services.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.Problem;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.labels.AuthFolders;
import dev.waggle.routing.source.SourceState;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnNodeTest {
    private static final Set<String> OWN =
            Set.of("10.0.0.9:443", "[fd00::9]:443", "127.0.0.1:443", "localhost:443");

    private static RouteTable table(Services... services) {
        return Translator.translate(
                List.of(new SourceState(Arrays.stream(services).map(Services::state).toList())),
                new TranslatorSettings(AuthFolders.DEFAULT, RouteOptions.DEFAULTS, OWN));
    }

    private static Services blog() {
        return service("blog", "a.example").label("routing-prefer", "local").task("t1", "10.0.0.2");
    }

    @Test
    void theTaskWithOurAddressShowsTheNode() {
        RouteTable table = table(blog(), service("edge").task("e1", "10.0.0.9"));
        assertThat(table.node()).isEqualTo("node-1");
        assertThat(table.problems()).isEmpty();
    }

    @Test
    void anAddressOfTheNewerProtocolShowsItToo() {
        assertThat(table(blog(), service("edge").task("e1", "fd00::9")).node()).isEqualTo("node-1");
    }

    @Test
    void neitherATaskThatHasEndedNorOneOfAnotherNetworkShowsIt() {
        RouteTable table =
                table(
                        service("edge")
                                .task("e0", false, false, on("web", "10.0.0.9", true))
                                .task("e1", true, false, on("other", "10.0.0.9", false)));
        assertThat(table.node()).isEmpty();
    }

    @Test
    void whoeverPrefersItsNodeHearsThatItIsNotKnown() {
        assertThat(table(blog()).problems())
                .extracting(Problem::service, Problem::label)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("blog", "routing-prefer"));
        assertThat(table(service("quiet", "b.example").task("t1", "10.0.0.2")).problems())
                .isEmpty();
    }
}
