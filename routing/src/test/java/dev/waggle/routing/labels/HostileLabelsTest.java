package dev.waggle.routing.labels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.Auth;
import dev.waggle.routing.Problem;
import dev.waggle.routing.RouteOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Labels come from many hands: whatever they say, the decoder answers, shortly. */
class HostileLabelsTest {
    private static final List<String> PIECES =
            List.of(
                    "",
                    "a",
                    ".example",
                    "*",
                    ",",
                    "/",
                    "..",
                    "%",
                    "%2e",
                    ":",
                    "[",
                    "::1",
                    "0",
                    "-1",
                    "99999999999999999999",
                    "m",
                    "ms",
                    "\u0000",
                    "\r\n",
                    "é",
                    "\ud800",
                    "xn--",
                    "/run/secrets/",
                    "true",
                    " ",
                    "${A}",
                    "x".repeat(5000),
                    "a.".repeat(300));

    private final LabelDecoder decoder =
            new LabelDecoder(AuthFolders.DEFAULT, RouteOptions.DEFAULTS);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nothingThrowsAndWhatIsToldIsShort(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            ServiceLabels decoded = decoder.decode("web", labels(random));

            assertThat(decoded.problems()).hasSizeLessThanOrEqualTo(101);
            assertThat(decoded.problems()).allMatch(HostileLabelsTest::isPrintable);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aRouteWithAnAuthLabelIsNeverOpenUnlessItSaysOff(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Map<String, String> labels = labels(random);
            labels.put("routing-host", "a.example");
            labels.put("routing-port", "80");
            labels.remove("routing-context");
            labels.remove("routing-internal-context");
            labels.remove("routing-redirect-to");
            labels.put("routing-auth", text(random, 3) + "x");

            assertThat(decoder.decode("web", labels).routes())
                    .filteredOn(route -> route.name().isEmpty())
                    .singleElement()
                    .isNotNull()
                    .satisfies(route ->
                            assertThat(route.options().auth()).isNotInstanceOf(Auth.Off.class));
        }
    }

    private static Map<String, String> labels(Random random) {
        Map<String, String> labels = new HashMap<>();
        for (int count = random.nextInt(12); count > 0; count--) {
            labels.put(key(random), text(random, 4));
        }
        return labels;
    }

    private static String key(Random random) {
        LabelKey key = LabelKey.values()[random.nextInt(LabelKey.values().length)];
        return switch (random.nextInt(5)) {
            case 0 -> "routing." + text(random, 2) + "." + key.key();
            case 1 -> "routing-" + text(random, 3);
            case 2 -> "routing.api." + key.key();
            default -> key.label();
        };
    }

    private static String text(Random random, int pieces) {
        StringBuilder text = new StringBuilder();
        for (int count = random.nextInt(pieces + 1); count > 0; count--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private static boolean isPrintable(Problem problem) {
        String all = problem.label() + problem.value() + problem.message() + problem.fix();
        return all.length() <= 2 * 130 + 2 * 410 && all.chars().noneMatch(Character::isISOControl);
    }
}
