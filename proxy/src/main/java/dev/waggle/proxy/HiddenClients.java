package dev.waggle.proxy;

import dev.waggle.routing.AddressRange;
import dev.waggle.routing.docker.Subnet;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Addresses that stand for clients who cannot be told apart: the gateways of this container, which
 * is what Docker's own forwarder shows for every client that it carries itself, such as IPv6
 * clients of a network without IPv6. Immutable.
 */
final class HiddenClients {
    private static final Logger LOG = LoggerFactory.getLogger(HiddenClients.class);
    private static final Path ROUTES = Path.of("/proc/net/route");
    private static final int DESTINATION = 1;
    private static final int GATEWAY = 2;
    private static final String DEFAULT = "00000000";

    private final List<byte[]> gateways;
    private volatile List<AddressRange> mesh = List.of();

    private HiddenClients(List<byte[]> gateways) {
        this.gateways = gateways;
    }

    /** Those of the machine or container that this runs in; none where they cannot be read. */
    static HiddenClients own() {
        try {
            return of(Files.readAllLines(ROUTES));
        } catch (IOException e) {
            LOG.debug("the gateways cannot be read: {}", e.toString());
            return new HiddenClients(List.of());
        }
    }

    /**
     * @param routes the lines of {@code /proc/net/route}, where an address is a little-endian
     *     number in hexadecimal
     */
    static HiddenClients of(List<String> routes) {
        List<byte[]> gateways = new ArrayList<>();
        for (String route : routes) {
            String[] columns = route.strip().split("\\s+", -1);
            if (columns.length > GATEWAY
                    && columns[DESTINATION].equals(DEFAULT)
                    && columns[GATEWAY].matches("[0-9A-Fa-f]{8}")
                    && !columns[GATEWAY].equals(DEFAULT)) {
                int number = Integer.reverseBytes(Integer.parseUnsignedInt(columns[GATEWAY], 16));
                gateways.add(
                        new byte[] {
                            (byte) (number >>> 24),
                            (byte) (number >>> 16),
                            (byte) (number >>> 8),
                            (byte) number
                        });
            }
        }
        return new HiddenClients(gateways);
    }

    /** Where the mesh is now; empty where it does not reach us. */
    void meshIs(Set<Subnet> subnets) {
        mesh = subnets.stream().flatMap(it -> range(it).stream()).toList();
    }

    private static Optional<AddressRange> range(Subnet subnet) {
        return AddressRange.parse(subnet.first().getHostAddress() + "/" + subnet.prefixBits());
    }

    /** Whether this address is one of them. */
    boolean hides(InetAddress address) {
        return hides(address.getAddress());
    }

    /** The same for the 4 or 16 bytes of an address. */
    boolean hides(byte[] address) {
        for (byte[] gateway : gateways) {
            if (Arrays.equals(gateway, address)) {
                return true;
            }
        }
        for (AddressRange range : mesh) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
