package dev.waggle.proxy;

import dev.waggle.routing.AddressRange;
import dev.waggle.routing.Problem;
import dev.waggle.routing.docker.Subnet;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Addresses that stand for clients who cannot be told apart: the gateways of this container, which
 * is what Docker's own forwarder shows for every client that it carries itself, such as IPv6
 * clients of a network without IPv6.
 *
 * <p>Safe for all threads. Clients of a gateway are counted for a while, because operators must be
 * told; those of the mesh are told of by whoever finds the mesh.
 */
final class HiddenClients {
    private static final Logger LOG = LoggerFactory.getLogger(HiddenClients.class);
    private static final Path ROUTES = Path.of("/proc/net/route");
    private static final int DESTINATION = 1;
    private static final int GATEWAY = 2;
    private static final String DEFAULT = "00000000";

    /** Somebody on the host itself who looks whether the proxy answers is no reason to worry. */
    private static final int FEW = 10;

    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    private final List<byte[]> gateways;
    private final InstantSource clock;
    private final AtomicInteger seen = new AtomicInteger();
    private volatile List<AddressRange> mesh = List.of();
    private volatile String lastGateway = "";
    private volatile Instant lastSeen = Instant.MIN;

    private HiddenClients(List<byte[]> gateways, InstantSource clock) {
        this.gateways = gateways;
        this.clock = clock;
    }

    /** Those of the machine or container that this runs in; none where they cannot be read. */
    static HiddenClients own(InstantSource clock) {
        try {
            return of(Files.readAllLines(ROUTES), clock);
        } catch (IOException e) {
            LOG.debug("the gateways cannot be read: {}", e.toString());
            return new HiddenClients(List.of(), clock);
        }
    }

    /**
     * @param routes the lines of {@code /proc/net/route}, where an address is a little-endian
     *     number in hexadecimal
     */
    static HiddenClients of(List<String> routes, InstantSource clock) {
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
        return new HiddenClients(gateways, clock);
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

    /** The same, of a client that has just connected. */
    boolean sees(InetAddress client) {
        byte[] address = client.getAddress();
        if (isGateway(address)) {
            lastGateway = client.getHostAddress();
            lastSeen = clock.instant();
            seen.incrementAndGet();
        }
        return hides(address);
    }

    /** What operators must be told: that more than a few came by way of a gateway lately. */
    List<Problem> problems() {
        if (lastSeen.isBefore(clock.instant().minus(REMEMBERED))) {
            seen.set(0);
        }
        return seen.get() <= FEW ? List.of() : List.of(problem(lastGateway));
    }

    private static Problem problem(String gateway) {
        return new Problem(
                "",
                "",
                gateway,
                "clients connect with the address of this container's gateway, behind which they"
                        + " cannot be told apart: the access log, X-Forwarded-For and rate limits see"
                        + " that one address, and routing-allow-from lets none of them in",
                "publish the ports with mode: host on the host's own addresses, give the network"
                        + " IPv6 where clients have it, or turn off the Engine's userland-proxy");
    }

    /** The same for the 4 or 16 bytes of an address. */
    boolean hides(byte[] address) {
        if (isGateway(address)) {
            return true;
        }
        for (AddressRange range : mesh) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private boolean isGateway(byte[] address) {
        for (byte[] gateway : gateways) {
            if (Arrays.equals(gateway, address)) {
                return true;
            }
        }
        return false;
    }
}
