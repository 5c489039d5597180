package dev.waggle.proxy;

import dev.waggle.proxy.listener.Transport;
import io.netty.channel.EventLoop;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Asks the overlay's DNS which tasks a service has, {@code tasks.SERVICE}, while no manager of the
 * Swarm answers: it is the Engine of the own node that answers this.
 *
 * <p>It is a witness and no source. Only an address that an answer lacks is told; no such name, a
 * failure of the server and silence say nothing at all.
 */
final class DnsWitness {
    /** Where the Engine answers the names of every container. */
    static final InetSocketAddress OVERLAY = new InetSocketAddress("127.0.0.11", 53);

    /** Between two rounds. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    private static final long QUERY_MILLIS = 1_000;

    /** How many questions are under way at a time. */
    private static final int TOGETHER = 32;

    private final DnsNameResolver resolver;
    private final BooleanSupplier managersAreAway;
    private final Supplier<Set<String>> services;
    private final BiConsumer<String, Set<String>> heard;

    /**
     * @param loop carries the questions
     * @param server {@link #OVERLAY}
     * @param services the full names of those to ask about
     * @param heard gets a service with the addresses of its tasks, at least one
     */
    DnsWitness(
            EventLoop loop,
            Transport transport,
            InetSocketAddress server,
            BooleanSupplier managersAreAway,
            Supplier<Set<String>> services,
            BiConsumer<String, Set<String>> heard) {
        this.managersAreAway = managersAreAway;
        this.services = services;
        this.heard = heard;
        this.resolver =
                new DnsNameResolverBuilder(loop)
                        .datagramChannelType(transport.datagramChannel())
                        // The addresses of many tasks are too many for a datagram.
                        .socketChannelType(transport.clientChannel())
                        .nameServerProvider(new SingletonDnsServerAddressStreamProvider(server))
                        .resolvedAddressTypes(ResolvedAddressTypes.IPV4_PREFERRED)
                        .resolveCache(NoopDnsCache.INSTANCE)
                        .cnameCache(NoopDnsCnameCache.INSTANCE)
                        .hostsFileEntriesResolver((_, _) -> null)
                        .searchDomains(List.of())
                        .queryTimeoutMillis(QUERY_MILLIS)
                        .maxQueriesPerResolve(2)
                        .build();
    }

    /** One round of questions, if the managers are away; an interrupt ends it. */
    void step() {
        if (!managersAreAway.getAsBoolean()) {
            return;
        }
        try {
            askAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void askAll() throws InterruptedException {
        Map<String, Future<List<InetAddress>>> asked = new HashMap<>();
        for (String service : services.get()) {
            asked.put(service, resolver.resolveAll("tasks." + service + "."));
            if (asked.size() == TOGETHER) {
                hear(asked);
                asked.clear();
            }
        }
        hear(asked);
    }

    private void hear(Map<String, Future<List<InetAddress>>> asked) throws InterruptedException {
        for (var question : asked.entrySet()) {
            Future<List<InetAddress>> answer = question.getValue().await();
            if (answer.isSuccess() && !answer.getNow().isEmpty()) {
                heard.accept(
                        question.getKey(),
                        answer.getNow().stream()
                                .map(InetAddress::getHostAddress)
                                .collect(Collectors.toUnmodifiableSet()));
            }
        }
    }
}
