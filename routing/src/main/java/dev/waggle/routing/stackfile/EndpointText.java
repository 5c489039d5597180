package dev.waggle.routing.stackfile;

import dev.waggle.routing.Hostname;
import dev.waggle.routing.Malformed;
import dev.waggle.routing.source.TaskAddress;
import java.util.OptionalInt;

/**
 * An endpoint as a stack file writes it: {@code 127.0.0.1:8080}, {@code localhost:8080}, {@code
 * [::1]:80}, or without a port, which then comes from the label.
 */
final class EndpointText {
    private static final String ACCEPTED = "HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080";

    private EndpointText() {}

    /**
     * @throws Malformed when the host or the port is none
     */
    static TaskAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon > text.lastIndexOf(']');
        if (hasPort && text.indexOf(':') != colon && !text.startsWith("[")) {
            throw new Malformed("has an IPv6 address without brackets", ACCEPTED);
        }
        String host = hasPort ? text.substring(0, colon) : text;
        OptionalInt port =
                hasPort ? OptionalInt.of(port(text.substring(colon + 1))) : OptionalInt.empty();
        return new TaskAddress("", withoutBrackets(host(host)), port, true);
    }

    private static String host(String text) {
        try {
            return new Hostname(text).ascii();
        } catch (Malformed e) {
            throw new Malformed(e.what(), ACCEPTED);
        }
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(String text) {
        boolean isNumber = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = isNumber && text.length() <= 5 ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            throw new Malformed("has no port from 1 to 65535", ACCEPTED);
        }
        return port;
    }
}
