package dev.waggle.routing.labels;

import dev.waggle.routing.HostPattern;
import dev.waggle.routing.Malformed;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A comma list of hosts, in which one bad entry spoils only itself. */
final class HostList {
    private static final int MAX_HOSTS = 64;

    private HostList() {}

    /** Distinct hosts in the order of the list; what is wrong goes to the problems. */
    static List<HostPattern> parse(Label label, boolean catchAllAllowed, ProblemList problems) {
        Set<HostPattern> hosts = new LinkedHashSet<>();
        for (String entry : entries(label, problems)) {
            try {
                hosts.add(host(entry.strip(), catchAllAllowed));
            } catch (Malformed e) {
                problems.add(new Label(label.key(), entry.strip()), e);
            }
        }
        return bounded(label, new ArrayList<>(hosts), problems);
    }

    private static List<String> entries(Label label, ProblemList problems) {
        try {
            String text = label.text();
            return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
        } catch (Malformed e) {
            problems.add(label, e);
            return List.of();
        }
    }

    private static HostPattern host(String entry, boolean catchAllAllowed) {
        HostPattern host = HostPattern.parse(entry);
        if (host instanceof HostPattern.Any && !catchAllAllowed) {
            throw new Malformed("names every host", "names, such as www.example.org");
        }
        return host;
    }

    private static List<HostPattern> bounded(
            Label label, List<HostPattern> hosts, ProblemList problems) {
        if (hosts.size() <= MAX_HOSTS) {
            return hosts;
        }
        problems.add(
                label.key(),
                label.value(),
                "the list has more than " + MAX_HOSTS + " hosts; the others are ignored",
                "use a wildcard, or a named route for the others");
        return hosts.subList(0, MAX_HOSTS);
    }
}
