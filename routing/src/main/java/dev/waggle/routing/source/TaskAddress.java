package dev.waggle.routing.source;

import java.util.OptionalInt;

/**
 * An address of a task on one network.
 *
 * @param network the network's full name; empty in a stack file
 * @param host an IP address, or in a stack file also a name
 * @param port a fixed port that overrides the port label (stack file), else empty
 * @param reachable whether the proxy is attached to this network itself
 */
public record TaskAddress(String network, String host, OptionalInt port, boolean reachable) {}
