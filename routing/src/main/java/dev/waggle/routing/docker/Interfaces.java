package dev.waggle.routing.docker;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Set;

/**
 * The network interfaces of this machine or container that are up, loopback left out. A container
 * has one for every network that it is attached to; a machine with an Engine has one for every
 * bridge, whose address is the gateway of the containers on it.
 *
 * @param subnets what can be reached directly
 * @param addresses our own
 */
public record Interfaces(Set<Subnet> subnets, Set<InetAddress> addresses) {
    public Interfaces {
        subnets = Set.copyOf(subnets);
        addresses = Set.copyOf(addresses);
    }

    /** As they are now. */
    public static Interfaces own() {
        Set<Subnet> subnets = new HashSet<>();
        Set<InetAddress> addresses = new HashSet<>();
        try {
            for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
                if (network.isUp() && !network.isLoopback()) {
                    network.getInterfaceAddresses().forEach(one -> subnets.add(Subnet.of(one)));
                    network.inetAddresses().forEach(addresses::add);
                }
            }
        } catch (SocketException e) {
            // An interface went away while it was looked at: what was seen counts until the next
            // reading.
            return new Interfaces(subnets, addresses);
        }
        return new Interfaces(subnets, addresses);
    }

    /** Whether an address is in one of our subnets. */
    public boolean reaches(InetAddress address) {
        return subnets.stream().anyMatch(subnet -> subnet.contains(address));
    }
}
