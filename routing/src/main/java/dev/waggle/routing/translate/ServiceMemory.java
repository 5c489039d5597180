package dev.waggle.routing.translate;

import dev.waggle.routing.source.ServiceState;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What the services meant the last time, so that of thousands only those are read again that have
 * changed. Holds what the last table was made of, and nothing older. For one thread at a time.
 */
public final class ServiceMemory {
    private record Known(ServiceState service, ReadService read) {}

    private TranslatorSettings settings = TranslatorSettings.DEFAULTS;

    /** By the service's id: a hash of all that is in it would take longer than a comparison. */
    private Map<String, Known> known = Map.of();

    private Map<String, Known> used = new HashMap<>();

    /** Forgets everything when the settings are others than the last time. */
    void begin(TranslatorSettings now) {
        if (!settings.equals(now)) {
            known = Map.of();
        }
        settings = now;
        used = HashMap.newHashMap(known.size());
    }

    /** What a service means: by content, so that one that was read from Docker again is known. */
    ReadService of(ServiceState service, Function<ServiceState, ReadService> reader) {
        Known before = known.get(service.id());
        Known now =
                before != null && before.service().equals(service)
                        ? before
                        : new Known(service, reader.apply(service));
        used.put(service.id(), now);
        return now.read();
    }

    /** Keeps what was asked for since the beginning. */
    void end() {
        known = used;
    }
}
