package dev.waggle.routing.source;

import java.util.List;

/**
 * All that one source knows at one moment: a complete read, never a part of one.
 *
 * @param services every service, labelled or not, in a stable order
 */
public record SourceState(List<ServiceState> services) {
    public SourceState {
        services = List.copyOf(services);
    }
}
