package dev.waggle.routing.container;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waggle.routing.docker.Fields;
import dev.waggle.routing.docker.Subnet;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A network that a container is attached to.
 *
 * @param address of the container; empty while it does not run, and on {@code none} and {@code
 *     host}
 * @param gateway on a bridge the host's own address; empty where there is none
 */
record Attachment(String network, Optional<InetAddress> address, Optional<InetAddress> gateway) {

    static Attachment of(String network, JsonNode json) {
        return new Attachment(
                network,
                ip(json, "IPAddress").or(() -> ip(json, "GlobalIPv6Address")),
                ip(json, "Gateway").or(() -> ip(json, "IPv6Gateway")));
    }

    private static Optional<InetAddress> ip(JsonNode json, String name) {
        return Optional.of(Fields.text(json.path(name)))
                .filter(text -> !text.isEmpty())
                .flatMap(Subnet::address);
    }
}
