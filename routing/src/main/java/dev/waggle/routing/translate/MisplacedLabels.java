package dev.waggle.routing.translate;

import dev.waggle.routing.Problem;
import dev.waggle.routing.labels.LabelDecoder;
import dev.waggle.routing.source.ServiceState;
import java.util.List;
import java.util.Optional;

/** Finds routing labels on containers, where Docker lets them lie without a word. */
final class MisplacedLabels {
    private static final int SHOWN = 5;

    private MisplacedLabels() {}

    /** One problem for a service, however many labels are misplaced. */
    static Optional<Problem> of(ServiceState service) {
        List<String> keys =
                service.containerLabels().keySet().stream()
                        .filter(LabelDecoder::isRoutingLabel)
                        .sorted()
                        .toList();
        return keys.isEmpty() ? Optional.empty() : Optional.of(problem(service, keys));
    }

    private static Problem problem(ServiceState service, List<String> keys) {
        String shown = String.join(", ", keys.subList(0, Math.min(SHOWN, keys.size())));
        return new Problem(
                service.name(),
                keys.getFirst(),
                "",
                "routing labels on the container of "
                        + service.name()
                        + " have no effect: "
                        + (keys.size() > SHOWN ? shown + ", ..." : shown),
                "move them below deploy: labels: of the service");
    }
}
