package dev.waggle.routing.container;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waggle.routing.docker.Fields;
import dev.waggle.routing.docker.Subnet;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A port of the host that leads to one of a container.
 *
 * @param hostAddress the only address of the host that it is open on; empty for all of them
 */
record PublishedPort(Optional<InetAddress> hostAddress, int containerPort, int hostPort) {
    private static final int MAX_PORT = 65535;

    /** Empty for a port that is only exposed, and for those of other protocols than TCP. */
    static Optional<PublishedPort> of(JsonNode json) {
        int containerPort = json.path("PrivatePort").asInt(0);
        int hostPort = json.path("PublicPort").asInt(0);
        if (!Fields.text(json.path("Type")).equals("tcp")
                || !isPort(containerPort)
                || !isPort(hostPort)) {
            return Optional.empty();
        }
        Optional<InetAddress> bound =
                Optional.of(Fields.text(json.path("IP")))
                        .filter(text -> !text.isEmpty())
                        .flatMap(Subnet::address)
                        .filter(address -> !address.isAnyLocalAddress());
        return Optional.of(new PublishedPort(bound, containerPort, hostPort));
    }

    private static boolean isPort(int number) {
        return number > 0 && number <= MAX_PORT;
    }
}
