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
 */
public record EndpointView(String address, String task, String node, String state, String reason) {}
