package dev.waggle.routing.labels;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Sorts the labels of one service by route and key, and reports those that are nobody's. */
final class LabelSorter {
    private static final int MAX_NAMED_ROUTES = 64;
    private static final String DASH = "routing-";
    private static final String DOT = "routing.";
    private static final Pattern ROUTE_NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    /** A misspelling this close to a label that restricts access is taken for one. */
    private static final int GUARD_DISTANCE = 2;

    private final ProblemList problems;
    private final Map<String, RouteEntries> routes = new TreeMap<>();
    private final Map<LabelKey, Label> ofService = new EnumMap<>(LabelKey.class);

    LabelSorter(ProblemList problems) {
        this.problems = problems;
    }

    /** Whether a label is, or was meant to be, one of this language. */
    static boolean isOurs(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return lower.startsWith(DASH)
                || lower.startsWith(DOT)
                || lower.startsWith("routing_")
                || lower.equals(LabelKey.PROMETHEUS_JOB.key())
                || lower.equals(LabelKey.PROMETHEUS_PORT.key());
    }

    /** Keys compare exactly first, then without case: so exact ones are sorted first. */
    void sort(Map<String, String> labels) {
        Map<String, String> ordered = new TreeMap<>(labels);
        ordered.forEach((key, value) -> sortIf(true, new Label(key, value)));
        ordered.forEach((key, value) -> sortIf(false, new Label(key, value)));
    }

    /** The unnamed route first, if it has labels, then the named ones by name. */
    Collection<RouteEntries> routes() {
        return routes.values();
    }

    Optional<Label> ofService(LabelKey key) {
        return Optional.ofNullable(ofService.get(key));
    }

    private void sortIf(boolean exact, Label label) {
        String lower = label.key().toLowerCase(Locale.ROOT);
        if (isOurs(lower) && lower.equals(label.key()) == exact) {
            sort(label, lower);
        }
    }

    private void sort(Label label, String lower) {
        if (lower.startsWith(DASH)) {
            addToRoute("", lower.substring(DASH.length()), label);
        } else if (lower.startsWith(DOT)) {
            sortNamed(label, lower.substring(DOT.length()));
        } else if (lower.startsWith("routing_")) {
            unknown(new RouteEntries(""), lower.substring(DASH.length()), label);
        } else {
            addToService(lower, label);
        }
    }

    private void sortNamed(Label label, String nameAndKey) {
        int dot = nameAndKey.indexOf('.');
        String name = dot < 0 ? "" : nameAndKey.substring(0, dot);
        String key = nameAndKey.substring(dot + 1);
        if (dot < 0) {
            unknown(new RouteEntries(""), key, label);
        } else if (ROUTE_NAME.matcher(name).matches()) {
            addToRoute(name, key, label);
        } else {
            problems.add(
                    label.key(),
                    label.value(),
                    "the name of the route is not valid",
                    "write routing.NAME." + key + " with letters, digits, - and _ as NAME");
        }
    }

    private void addToRoute(String name, String key, Label label) {
        Optional<RouteEntries> route = route(name, label);
        if (route.isPresent()) {
            Optional<LabelKey> known = known(key);
            if (known.isPresent()) {
                addKnown(route.get(), known.get(), key, label);
            } else {
                unknown(route.get(), key, label);
            }
        }
    }

    private Optional<RouteEntries> route(String name, Label label) {
        RouteEntries present = routes.get(name);
        if (present != null) {
            return Optional.of(present);
        }
        if (!name.isEmpty() && routes.size() > MAX_NAMED_ROUTES) {
            problems.add(
                    label.key(),
                    label.value(),
                    "the service has more than " + MAX_NAMED_ROUTES + " named routes",
                    "split the service's routes");
            return Optional.empty();
        }
        RouteEntries created = new RouteEntries(name);
        routes.put(name, created);
        return Optional.of(created);
    }

    private void addKnown(RouteEntries route, LabelKey key, String lower, Label label) {
        if (!add(route, key, lower, label)) {
            duplicate(label);
        }
    }

    private static boolean add(RouteEntries route, LabelKey key, String lower, Label label) {
        return key.isNamed()
                ? route.addNamed(key, freeName(label, lower.substring(key.key().length())), label)
                : route.add(key, label);
    }

    /** In the case of the label; where lower case has another length, it is no name anyway. */
    private static String freeName(Label label, String lower) {
        int start = label.key().length() - lower.length();
        boolean isSame =
                start >= 0 && label.key().regionMatches(true, start, lower, 0, lower.length());
        return isSame ? label.key().substring(start) : lower;
    }

    private void addToService(String lower, Label label) {
        LabelKey key =
                lower.equals(LabelKey.PROMETHEUS_JOB.key())
                        ? LabelKey.PROMETHEUS_JOB
                        : LabelKey.PROMETHEUS_PORT;
        if (ofService.putIfAbsent(key, label) != null) {
            duplicate(label);
        }
    }

    private void unknown(RouteEntries route, String key, Label label) {
        LabelKey nearest = NearestKey.of(key);
        String message = "there is no such label";
        if (nearest.isGuard() && isMeantAs(nearest, key)) {
            route.breakGuard();
            message += "; the route is closed, as it was probably meant to be protected";
        }
        String suggestion = nearest.isOfService() ? nearest.label() : route.labelOf(nearest);
        problems.add(label.key(), label.value(), message, "did you mean " + suggestion + "?");
    }

    private static boolean isMeantAs(LabelKey guard, String key) {
        return key.contains("auth") || NearestKey.distance(key, guard.key()) <= GUARD_DISTANCE;
    }

    private void duplicate(Label label) {
        problems.add(
                label.key(),
                label.value(),
                "the label is there twice, in different case; this one is ignored",
                "remove one of them");
    }

    private static Optional<LabelKey> known(String key) {
        for (LabelKey candidate : LabelKey.values()) {
            if (!candidate.isOfService() && candidate.names(key)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
