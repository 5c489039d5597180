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
    private final Map<HostPattern, TlsName> names = new LinkedHashMap<>();
    private final Map<HostPattern, String> deciders = new LinkedHashMap<>();
    private final Set<Problem> conflicts = new LinkedHashSet<>();

    /** Oldest service first. Hosts that are served without TLS, and {@code *}, add nothing. */
    void add(String service, HostPattern host, TlsMode mode, List<HostPattern> certNames) {
        if (mode == TlsMode.OFF || host instanceof HostPattern.Any) {
            return;
        }
        TlsName wanted = new TlsName(host, mode, checked(service, host, certNames));
        TlsName present = names.putIfAbsent(host, wanted);
        if (present == null) {
            deciders.put(host, service);
        } else {
            names.put(host, merged(service, present, wanted));
        }
    }

    List<TlsName> names() {
        return List.copyOf(names.values());
    }

    Set<Problem> conflicts() {
        return conflicts;
    }

    private TlsName merged(String service, TlsName older, TlsName younger) {
        TlsMode mode = older.mode() == TlsMode.DEFAULT ? younger.mode() : older.mode();
        List<HostPattern> certNames =
                older.certNames().isEmpty() ? younger.certNames() : older.certNames();
        if (younger.mode() != TlsMode.DEFAULT && younger.mode() != mode) {
            conflict(service, LabelKey.TLS, older.name());
        }
        if (!younger.certNames().isEmpty() && !younger.certNames().equals(certNames)) {
            conflict(service, LabelKey.CERT_NAMES, older.name());
        }
        return new TlsName(older.name(), mode, certNames);
    }

    private void conflict(String service, LabelKey key, HostPattern host) {
        conflicts.add(
                new Problem(
                        service,
                        key.label(),
                        "",
                        "differs from what the older "
                                + deciders.get(host)
                                + " asks for; a host has one certificate, and the older counts for "
                                + host.text(),
                        "make the label the same on both services"));
    }

    private List<HostPattern> checked(
            String service, HostPattern host, List<HostPattern> certNames) {
        if (certNames.isEmpty() || certNames.stream().anyMatch(name -> covers(name, host))) {
            return certNames;
        }
        List<String> texts = new ArrayList<>();
        certNames.forEach(name -> texts.add(name.text()));
        conflicts.add(
                new Problem(
                        service,
                        LabelKey.CERT_NAMES.label(),
                        String.join(",", texts.subList(0, Math.min(4, texts.size()))),
                        "does not cover the host "
                                + host.text()
                                + ", which gets a certificate of its own",
                        "add " + host.text() + " to the list"));
        return List.of();
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
