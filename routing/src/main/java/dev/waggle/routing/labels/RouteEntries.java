package dev.waggle.routing.labels;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The labels of one route of a service, by key. */
final class RouteEntries {
    private final String name;
    private final Map<LabelKey, Label> labels = new EnumMap<>(LabelKey.class);
    private final Map<LabelKey, Map<String, Named>> named = new EnumMap<>(LabelKey.class);
    private @Nullable String brokenGuard;

    /** A label whose key ends in a name of the user's, in the case in which it was written. */
    record Named(String name, Label label) {}

    /**
     * @param name empty for the unnamed route
     */
    RouteEntries(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** The label that was meant for a key on this route, as it would be written. */
    String labelOf(LabelKey key) {
        String free = key.isNamed() ? "NAME" : "";
        return name.isEmpty() ? key.label() : "routing." + name + "." + key.key() + free;
    }

    Optional<Label> get(LabelKey key) {
        return Optional.ofNullable(labels.get(key));
    }

    boolean hasOtherThan(LabelKey... keys) {
        return !named.isEmpty()
                || labels.keySet().stream()
                        .anyMatch(key -> Arrays.stream(keys).noneMatch(key::equals));
    }

    /** Keeps the first label of a key; false when there is one already. */
    boolean add(LabelKey key, Label label) {
        return labels.putIfAbsent(key, label) == null;
    }

    /** The same for a key that ends in a name, of which there may be several. */
    boolean addNamed(LabelKey key, String free, Label label) {
        return named.computeIfAbsent(key, _ -> new TreeMap<>())
                        .putIfAbsent(free.toLowerCase(Locale.ROOT), new Named(free, label))
                == null;
    }

    /** The labels of a key that ends in a name, ordered by that. */
    List<Named> named(LabelKey key) {
        return List.copyOf(named.getOrDefault(key, Map.of()).values());
    }

    /** Notes that a label which should have restricted access cannot be obeyed. */
    void breakGuard() {
        brokenGuard = "a label that restricts access is not understood, so nobody may pass";
    }

    /** Why nobody may pass, if so. */
    Optional<String> brokenGuard() {
        return Optional.ofNullable(brokenGuard);
    }
}
