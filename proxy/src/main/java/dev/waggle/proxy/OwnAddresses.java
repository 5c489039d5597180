package dev.waggle.proxy;

import dev.waggle.routing.Endpoint;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The addresses that would lead a request back to the proxy itself. */
final class OwnAddresses {
    private OwnAddresses() {}

    /**
     * Every address of this machine (or container) with each of these ports, in the form of {@link
     * Endpoint#authority}.
     */
    static Set<String> withPorts(List<Integer> ports) {
        Set<String> own = new HashSet<>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .forEach(address -> ports.forEach(port -> own.add(authority(address, port))));
        } catch (SocketException e) {
            throw new UncheckedIOException("this machine's addresses cannot be read", e);
        }
        ports.forEach(port -> own.add("localhost:" + port));
        return own;
    }

    private static String authority(InetAddress address, int port) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String host = zone < 0 ? text : text.substring(0, zone);
        return Endpoint.of("", "", "", host, port).authority();
    }
}
