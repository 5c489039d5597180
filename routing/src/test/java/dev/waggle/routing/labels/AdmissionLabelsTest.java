package dev.waggle.routing.labels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.AddressRange;
import dev.waggle.routing.Admission;
import dev.waggle.routing.Auth;
import dev.waggle.routing.RateLimit;
import dev.waggle.routing.RouteOptions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The labels that say whose requests a route takes, and how many. */
class AdmissionLabelsTest {
    private final LabelDecoder decoder =
            new LabelDecoder(AuthFolders.DEFAULT, RouteOptions.DEFAULTS);

    private ServiceLabels decode(String label, String value) {
        return decoder.decode(
                "web", Map.of("routing-host", "a.example", "routing-port", "80", label, value));
    }

    private RouteOptions options(String label, String value) {
        ServiceLabels decoded = decode(label, value);
        assertThat(decoded.problems()).isEmpty();
        return decoded.routes().getFirst().options();
    }

    @Test
    void withoutLabelsARouteTakesEveryone() {
        assertThat(options("routing-priority", "0").admission()).isEqualTo(Admission.OPEN);
    }

    @Test
    void allowFromListsAddressesAndRangesOfBothFamilies() {
        assertThat(
                        options("routing-allow-from", "192.0.2.7, 10.0.0.0/8,2001:db8::/32")
                                .admission()
                                .allowFrom())
                .extracting(AddressRange::toString)
                .containsExactly("192.0.2.7/32", "10.0.0.0/8", "2001:db8:0:0:0:0:0:0/32");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10.0.0.0/33", "example.org", "10.0.0.1,", "10.0.0.0/8;10.1.0.0/16"})
    void anUnreadableAllowFromClosesTheRoute(String value) {
        ServiceLabels decoded = decode("routing-allow-from", value);
        assertThat(decoded.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.message()).contains("the route is closed"));
        assertThat(decoded.routes().getFirst().options().auth()).isInstanceOf(Auth.Broken.class);
    }

    @Test
    void aListThatIsTooLongClosesTheRouteToo() {
        String list = String.join(",", Collections.nCopies(Admission.MAX_RANGES + 1, "10.0.0.1"));
        assertThat(decode("routing-allow-from", list).routes().getFirst().options().auth())
                .isInstanceOf(Auth.Broken.class);
    }

    @ParameterizedTest
    @CsvSource({
        "100/s, 100, 1, 100",
        "100/s burst 200, 100, 1, 200",
        "5/m burst 1 by address, 5, 60, 1",
        "1000/h by address, 1000, 3600, 1000",
    })
    void aRateHasARequestCountAPeriodAndABurst(String text, int requests, int seconds, int burst) {
        assertThat(options("routing-rate-limit", text).admission().rateLimit())
                .isEqualTo(
                        new RateLimit(
                                requests,
                                Duration.ofSeconds(seconds),
                                burst,
                                new RateLimit.By.Address()));
    }

    @Test
    void aRateMayCountByTheValueOfAField() {
        assertThat(
                        options("routing-rate-limit", "10/s burst 20 by header:X-Api-Key")
                                .admission()
                                .rateLimit())
                .isEqualTo(
                        new RateLimit(
                                10,
                                Duration.ofSeconds(1),
                                20,
                                new RateLimit.By.Header("X-Api-Key")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "100",
                "0/s",
                "100/d",
                "100/s burst 0",
                "100/s by cookie",
                "10/s by header:",
                "10/s by header:a b",
                "9999999/s",
                "100/s burst"
            })
    void aRateThatIsNoneIsAProblemAndTheRouteHasNoLimit(String text) {
        ServiceLabels decoded = decode("routing-rate-limit", text);
        assertThat(decoded.problems())
                .singleElement()
                .satisfies(p -> {
                    assertThat(p.label()).isEqualTo("routing-rate-limit");
                    assertThat(p.value()).isEqualTo(text);
                });
        assertThat(decoded.routes().getFirst().options()).isEqualTo(RouteOptions.DEFAULTS);
    }

    @Test
    void theNumberOfRequestsAtWorkMayBeLimited() {
        assertThat(options("routing-in-flight-limit", "50").admission())
                .isEqualTo(new Admission(List.of(), null, 50));
        assertThat(decode("routing-in-flight-limit", "0").problems()).hasSize(1);
    }
}
