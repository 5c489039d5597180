package dev.waggle.proxy.overload;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How much there is of everything, and what is shed because of it.
 *
 * @param shares of each resource that was read, 1 for all of it
 * @param levels of the same
 */
public record Overload(
        Map<Resource, Double> shares, Map<Resource, Level> levels, Shedding shedding) {
    /** Before anything was read. */
    public static final Overload NONE =
            new Overload(
                    Map.of(),
                    Arrays.stream(Resource.values())
                            .collect(Collectors.toMap(Function.identity(), _ -> Level.CALM)),
                    Shedding.NOTHING);

    public Overload {
        shares = Map.copyOf(shares);
        levels = Map.copyOf(levels);
    }

    /** What follows when these shares are read. */
    public Overload next(Thresholds thresholds, Map<Resource, Double> read) {
        Map<Resource, Level> next = new EnumMap<>(Resource.class);
        Level worst = Level.CALM;
        for (Map.Entry<Resource, Double> entry : read.entrySet()) {
            Level before = levels.getOrDefault(entry.getKey(), Level.CALM);
            Level level = thresholds.next(before, entry.getValue());
            next.put(entry.getKey(), level);
            worst = level.compareTo(worst) > 0 ? level : worst;
        }
        return new Overload(read, next, shedding.next(worst));
    }

    /**
     * Whether new connections are turned away. Not where they are themselves what there is much of:
     * they have a bound of their own, and idle ones make room below it.
     */
    public boolean refusesNew() {
        return isOver(Level.HIGH, Set.of(Resource.CONNECTIONS));
    }

    /**
     * Whether so little of our own is left that others should be asked instead, and that a new
     * start would help. Requests wait because of their tasks.
     */
    public boolean isCritical() {
        return isOver(Level.CRITICAL, Set.of(Resource.CONNECTIONS, Resource.WAITING));
    }

    public boolean closesIdle() {
        return shedding.compareTo(Shedding.IDLE) >= 0;
    }

    public boolean cutsSlowest() {
        return shedding == Shedding.SLOWEST;
    }

    /** What there is too much of, in words; nothing when all is calm. */
    public List<String> words() {
        return levels.entrySet().stream()
                .filter(entry -> entry.getValue() != Level.CALM)
                .map(Map.Entry::getKey)
                .sorted()
                .map(it ->
                        "overloaded: %s at %d %%"
                                .formatted(
                                        it.word(), Math.round(100 * shares.getOrDefault(it, 0.0))))
                .toList();
    }

    private boolean isOver(Level least, Set<Resource> but) {
        return levels.entrySet().stream()
                .anyMatch(entry ->
                        !but.contains(entry.getKey()) && entry.getValue().compareTo(least) >= 0);
    }
}
