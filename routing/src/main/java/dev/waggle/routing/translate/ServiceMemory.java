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
    private TranslatorSettings settings = TranslatorSettings.DEFAULTS;
    private Map<ServiceState, ReadService> known = Map.of();
    private Map<ServiceState, ReadService> used = new HashMap<>();

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
        ReadService before = known.get(service);
        ReadService now = before == null ? reader.apply(service) : before;
        used.put(service, now);
        return now;
    }

    /** Keeps what was asked for since the beginning. */
    void end() {
        known = used;
    }
}
