package dev.waggle.routing.translate;

import dev.waggle.routing.HostPattern;
import dev.waggle.routing.Hostname;
import dev.waggle.routing.Problem;
import dev.waggle.routing.TlsMode;
import dev.waggle.routing.TlsName;
import dev.waggle.routing.labels.LabelKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects the names that need TLS. A certificate belongs to a host and not to a route, so where
 * services differ, the oldest that says something counts.
 */
final class TlsNames {
    /** A name, and the service that asked for it first. */
    record Wanted(TlsName name, String service) {}

    private final Map<HostPattern, Wanted> names;
    private final Set<Problem> conflicts = new LinkedHashSet<>();

    /**
     * @param expected about how many names there will be
     */
    TlsNames(int expected) {
        names = LinkedHashMap.newLinkedHashMap(expected);
    }

    /**
     * A name that a service asks for, with its own certificate where those that it names do not
     * cover it, which is a problem then.
     */
    static Wanted wanted(String service, TlsName name, List<Problem> problems) {
        List<HostPattern> certNames = name.certNames();
        if (certNames.isEmpty() || certNames.stream().anyMatch(it -> covers(it, name.name()))) {
            return new Wanted(name, service);
        }
        problems.add(notCovered(service, name));
        return new Wanted(new TlsName(name.name(), name.mode(), List.of()), service);
    }

    /** Oldest service first. */
    void add(Wanted wanted) {
        Wanted present = names.putIfAbsent(wanted.name().name(), wanted);
        if (present != null) {
            names.put(wanted.name().name(), merged(present, wanted));
        }
    }

    List<TlsName> names() {
        List<TlsName> all = new ArrayList<>(names.size());
        names.values().forEach(wanted -> all.add(wanted.name()));
        return all;
    }

    Set<Problem> conflicts() {
        return conflicts;
    }

    private Wanted merged(Wanted present, Wanted added) {
        TlsName older = present.name();
        TlsName younger = added.name();
        TlsMode mode = older.mode() == TlsMode.DEFAULT ? younger.mode() : older.mode();
        List<HostPattern> certNames =
                older.certNames().isEmpty() ? younger.certNames() : older.certNames();
        if (younger.mode() != TlsMode.DEFAULT && younger.mode() != mode) {
            conflict(added.service(), LabelKey.TLS, present);
        }
        if (!younger.certNames().isEmpty() && !younger.certNames().equals(certNames)) {
            conflict(added.service(), LabelKey.CERT_NAMES, present);
        }
        return new Wanted(new TlsName(older.name(), mode, certNames), present.service());
    }

    private void conflict(String service, LabelKey key, Wanted present) {
        conflicts.add(
                new Problem(
                        service,
                        key.label(),
                        "",
                        "differs from what the older "
                                + present.service()
                                + " asks for; a host has one certificate, and the older counts for "
                                + present.name().name().text(),
                        "make the label the same on both services"));
    }

    private static Problem notCovered(String service, TlsName name) {
        List<String> texts = new ArrayList<>();
        name.certNames().forEach(it -> texts.add(it.text()));
        String host = name.name().text();
        return new Problem(
                service,
                LabelKey.CERT_NAMES.label(),
                String.join(",", texts.subList(0, Math.min(4, texts.size()))),
                "does not cover the host " + host + ", which gets a certificate of its own",
                "add " + host + " to the list");
    }

    /** RFC 6125 section 6.4.3: the wildcard stands for one label. */
    private static boolean covers(HostPattern name, HostPattern host) {
        if (name.equals(host)) {
            return true;
        }
        return name instanceof HostPattern.Wildcard(Hostname parent)
                && host instanceof HostPattern.Exact(Hostname exact)
                && exact.ascii().indexOf('.') > 0
                && exact.ascii().substring(exact.ascii().indexOf('.') + 1).equals(parent.ascii());
    }
}
