package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.Draining;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DrainLeadsTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final Draining DRAIN = new Draining(START, Draining.USUAL_GRACE);

    private final DrainLeads leads = new DrainLeads();

    private static Instant after(int seconds) {
        return START.plusSeconds(seconds);
    }

    /** A task drains for so long and is gone then. */
    private void stops(String endpoint, int seconds) {
        leads.follow(START, Set.of(endpoint), Map.of(endpoint, DRAIN));
        leads.follow(after(seconds), Set.of(), Map.of());
    }

    @Test
    void saysNothingBeforeATaskHasEnded() {
        leads.follow(START, Set.of("a"), Map.of("a", DRAIN));

        assertThat(leads.quantiles()).isEmpty();
    }

    @Test
    void countsFromTheFirstTableThatSaysSoToTheFirstWithoutTheTask() {
        leads.follow(START, Set.of("a"), Map.of("a", DRAIN));
        leads.follow(after(2), Set.of("a"), Map.of("a", DRAIN));
        leads.follow(after(3), Set.of("b"), Map.of());

        assertThat(leads.quantiles()).isEqualTo(Map.of("0", 3.0, "0.5", 3.0, "1", 3.0));
    }

    @Test
    void tellsLeastMedianAndLongest() {
        stops("a", 5);
        stops("b", 1);
        stops("c", 3);

        assertThat(leads.quantiles()).isEqualTo(Map.of("0", 1.0, "0.5", 3.0, "1", 5.0));
    }

    @Test
    void aTaskThatGoesOnAfterAllHasNoLead() {
        leads.follow(START, Set.of("a"), Map.of("a", DRAIN));
        leads.follow(after(1), Set.of("a"), Map.of());
        leads.follow(after(9), Set.of(), Map.of());

        assertThat(leads.quantiles()).isEmpty();
    }
}
