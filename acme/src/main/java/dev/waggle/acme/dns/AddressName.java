package dev.waggle.acme.dns;

import dev.waggle.acme.HostNames;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.xbill.DNS.Type;

/**
 * The address records of one kind at one name.
 *
 * @param zone the zone that the name is in, in lower case without trailing dot
 * @param host a host name or a wildcard of one label in that zone
 * @param type A or AAAA
 */
record AddressName(String zone, String host, Kind type) {

    /** Which addresses. */
    enum Kind {
        A,
        AAAA;

        static Kind of(InetAddress address) {
            return address instanceof Inet6Address ? AAAA : A;
        }

        int code() {
            return Type.value(name());
        }
    }

    AddressName {
        if (!HostNames.isHost(zone) || !HostNames.isHostOrWildcard(host)) {
            throw new IllegalArgumentException("not names of hosts: " + zone + ", " + host);
        }
        if (!host.equals(zone) && !host.endsWith("." + zone)) {
            throw new IllegalArgumentException(host + " is not in the zone " + zone);
        }
    }

    /**
     * Where a TXT record says which addresses of the name are ours: beside the name, so that it
     * outlives the state directory and everybody who looks at the zone sees it.
     */
    String marker() {
        return host.startsWith("*.") ? "_waggle._wildcard." + host.substring(2) : "_waggle." + host;
    }

    /** What that record says of an address that we made. */
    String markerOf(String address) {
        return "waggle-%s=%s".formatted(type, address);
    }
}
