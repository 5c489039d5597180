package dev.waggle.proxy;

import dev.waggle.proxy.listener.Transport;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.HostsFileEntriesResolver;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * Resolves the names that a stack file may give for endpoints, without ever blocking an event loop.
 *
 * @param group for the bootstraps of all workers
 */
record Resolver(AddressResolverGroup<InetSocketAddress> group) {
    private static final int MAX_TTL_SECONDS = 5;

    /**
     * Reads the system's resolver configuration and hosts file here, once, so that no event loop
     * reads a file.
     */
    static Resolver create(Transport transport) {
        Objects.requireNonNull(HostsFileEntriesResolver.DEFAULT);
        return new Resolver(
                new DnsAddressResolverGroup(
                        new DnsNameResolverBuilder()
                                .datagramChannelType(transport.datagramChannel())
                                .nameServerProvider(
                                        DnsServerAddressStreamProviders.platformDefault())
                                .ttl(0, MAX_TTL_SECONDS)));
    }
}
