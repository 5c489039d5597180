package dev.waggle.routing.translate;

import dev.waggle.routing.Route;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.TlsName;
import dev.waggle.routing.source.ServiceState;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the services meant the last time, so that of thousands only those are read again that have
 * changed. Holds what the last table was made of, and nothing older. For one thread at a time.
 */
public final class ServiceMemory {
    private static final class Known {
        private final ServiceState service;
        private final ReadService read;
        private int lastTable;

        Known(ServiceState service, ReadService read) {
            this.service = service;
            this.read = read;
        }
    }

    private TranslatorSettings settings = TranslatorSettings.DEFAULTS;

    /** By the service's id: a hash of all that is in it would take longer than a comparison. */
    private final Map<String, Known> known = new HashMap<>();

    private int tables;
    private int used;

    private final KeptOrder<Route> routeOrder = new KeptOrder<>(RouteTable.ORDER);
    private final KeptOrder<TlsName> nameOrder = new KeptOrder<>(Comparator.naturalOrder());

    /** Forgets everything when the settings are others than the last time. */
    void begin(TranslatorSettings now) {
        if (!settings.equals(now)) {
            known.clear();
        }
        settings = now;
        tables++;
        used = 0;
    }

    /** What a service means: by content, so that one that was read from Docker again is known. */
    ReadService of(ServiceState service, Function<ServiceState, ReadService> reader) {
        Known before = known.get(service.id());
        if (before == null || before.lastTable != tables) {
            used++; // and not once more for another service with the same id
        }
        Known now = before;
        if (now == null || !now.service.equals(service)) {
            now = new Known(service, reader.apply(service));
            known.put(service.id(), now);
        }
        now.lastTable = tables;
        return now.read;
    }

    /** How many services there were the last time. */
    int size() {
        return known.size();
    }

    /** The routes in the order of a table. */
    List<Route> sortRoutes(List<Route> routes) {
        return routeOrder.sort(routes);
    }

    /** The names in the order of a table. */
    List<TlsName> sortNames(List<TlsName> names) {
        return nameOrder.sort(names);
    }

    /** Keeps what was asked for since the beginning. */
    void end() {
        if (used < known.size()) {
            known.values().removeIf(it -> it.lastTable != tables);
        }
    }
}
