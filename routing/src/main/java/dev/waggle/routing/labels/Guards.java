package dev.waggle.routing.labels;

import dev.waggle.routing.Malformed;
import java.util.Optional;
import java.util.function.Function;

/** Reads labels that restrict who may pass: one that cannot be obeyed closes its route. */
final class Guards {
    private Guards() {}

    /** The value; none when there is no such label, and when it was bad and the route is closed. */
    static <T> Optional<T> read(
            LabelKey key, Function<String, T> parser, RouteEntries entries, ProblemList problems) {
        Optional<T> value =
                entries.get(key)
                        .flatMap(label ->
                                LabelDecoder.read(label, closingTheRoute(parser), problems));
        if (value.isEmpty() && entries.get(key).isPresent()) {
            entries.breakGuard();
        }
        return value;
    }

    private static <T> Function<String, T> closingTheRoute(Function<String, T> parser) {
        return text -> {
            try {
                return parser.apply(text);
            } catch (Malformed e) {
                throw new Malformed(e.what() + "; the route is closed", e.accepted());
            }
        };
    }
}
