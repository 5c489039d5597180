package dev.waggle.proxy;

import dev.waggle.routing.AddressRange;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;

/** The subnets that this machine (or container) is attached to. */
final class OwnSubnets {
    private OwnSubnets() {}

    /** The one that this peer is in too; nothing for loopback and for peers from elsewhere. */
    static Optional<AddressRange> around(InetAddress peer) {
        if (peer.isLoopbackAddress()) {
            return Optional.empty();
        }
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(network -> network.getInterfaceAddresses().stream())
                    .flatMap(address -> rangeOf(address).stream())
                    .filter(range -> range.contains(peer))
                    .findFirst();
        } catch (SocketException e) {
            return Optional.empty();
        }
    }

    private static Optional<AddressRange> rangeOf(InterfaceAddress address) {
        String text = address.getAddress().getHostAddress();
        int zone = text.indexOf('%');
        return AddressRange.parse(
                (zone < 0 ? text : text.substring(0, zone))
                        + "/"
                        + address.getNetworkPrefixLength());
    }
}
