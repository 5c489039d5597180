package dev.waggle.proxy.admin;

/**
 * An endpoint as it is shown.
 *
 * @param address with port, {@code 10.0.1.7:8080}
 * @param task id; empty outside a Swarm
 * @param node name; empty outside a Swarm
 * @param state a word: {@code probing}, {@code slow-start}, {@code up}, {@code suspect}, {@code
 *     ejected} or {@code draining}
 * @param reason why it is in this state, a short stable word; empty where there is nothing to say
 * @param requests how many it has under way
 * @param connections how many are open to it, idle ones included
 * @param circuit {@code open} while it gets nothing, because it was taken out of use or has as much
 *     as its route lets it have; else {@code closed}
 */
public record EndpointView(
        String address,
        String task,
        String node,
        String state,
        String reason,
        int requests,
        int connections,
        String circuit) {}
