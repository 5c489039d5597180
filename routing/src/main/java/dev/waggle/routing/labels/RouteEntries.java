package dev.waggle.routing.labels;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The labels of one route of a service, by key. */
final class RouteEntries {
    private final String name;
    private final Map<LabelKey, Label> labels = new EnumMap<>(LabelKey.class);
    private @Nullable String brokenGuard;

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
        return name.isEmpty() ? key.label() : "routing." + name + "." + key.key();
    }

    Optional<Label> get(LabelKey key) {
        return Optional.ofNullable(labels.get(key));
    }

    boolean hasOtherThan(LabelKey... keys) {
        return labels.keySet().stream().anyMatch(key -> Arrays.stream(keys).noneMatch(key::equals));
    }

    /** Keeps the first label of a key; false when there is one already. */
    boolean add(LabelKey key, Label label) {
        return labels.putIfAbsent(key, label) == null;
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
