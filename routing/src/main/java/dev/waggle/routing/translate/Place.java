package dev.waggle.routing.translate;

import dev.waggle.routing.HostPattern;
import dev.waggle.routing.PathPrefix;

/** A host and a context, with their hash, which each table asks for. */
final class Place {
    private final HostPattern host;
    private final PathPrefix context;
    private final int hash;

    Place(HostPattern host, PathPrefix context) {
        this.host = host;
        this.context = context;
        this.hash = 31 * host.hashCode() + context.hashCode();
    }

    HostPattern host() {
        return host;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Place place
                && hash == place.hash
                && host.equals(place.host)
                && context.equals(place.context);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
