package dev.waggle.routing;

import java.util.List;

/**
 * A name that clients may ask for with TLS.
 *
 * @param name a host or a wildcard, never {@code *}
 * @param mode where its certificate comes from, never {@link TlsMode#OFF}
 * @param certNames all names of the one certificate that it shares; empty for one of its own
 */
public record TlsName(HostPattern name, TlsMode mode, List<HostPattern> certNames)
        implements Comparable<TlsName> {
    public TlsName {
        certNames = List.copyOf(certNames);
    }

    @Override
    public int compareTo(TlsName other) {
        return name.compareTo(other.name);
    }
}
