package dev.waggle.proxy.admin;

import java.net.InetAddress;
import java.util.Map;

/**
 * Who asks an admin page, and what for.
 *
 * @param peer the address that the question came from
 * @param query the parameters of its query, decoded; of several with one name the first
 */
public record Question(InetAddress peer, Map<String, String> query) {
    public Question {
        query = Map.copyOf(query);
    }
}
