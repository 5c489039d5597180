package dev.waggle.proxy.config;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;

/**
 * Every address of the machine: {@code ::} where there is IPv6, which takes IPv4 in too, else
 * {@code 0.0.0.0}. Containers on overlay networks often have no IPv6 at all.
 */
public final class Wildcard {
    private Wildcard() {}

    /**
     * The same address, but for {@code ::} on a machine where it cannot be bound. Blocks for a
     * moment.
     */
    public static InetAddress usable(InetAddress configured) {
        boolean wildcard = configured instanceof Inet6Address && configured.isAnyLocalAddress();
        return wildcard && !canBind(configured) ? InetAddress.ofLiteral("0.0.0.0") : configured;
    }

    private static boolean canBind(InetAddress address) {
        try (ServerSocketChannel probe = ServerSocketChannel.open()) {
            probe.bind(new InetSocketAddress(address, 0));
            return true;
        } catch (IOException | UnsupportedAddressTypeException e) {
            return false;
        }
    }
}
