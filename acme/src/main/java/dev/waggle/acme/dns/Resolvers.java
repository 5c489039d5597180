package dev.waggle.acme.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.xbill.DNS.Name;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.Type;

/**
 * The recursive resolvers, asked in order until one gives an answer about the name.
 *
 * <p>Safe for use by many threads; every question blocks, at most {@value #MAX_SERVERS} times the
 * timeout of one server, and ends early when the thread is interrupted.
 */
public final class Resolvers {

    /** Servers after these are not asked. */
    public static final int MAX_SERVERS = 8;

    private static final String FIX =
            "check that the resolvers can be reached and answer, or name others in acme.resolvers";

    private final Supplier<List<InetSocketAddress>> servers;

    private Resolvers(Supplier<List<InetSocketAddress>> servers) {
        this.servers = servers;
    }

    /**
     * @param servers at least one; none after the first {@value #MAX_SERVERS} is asked
     */
    public static Resolvers of(List<InetSocketAddress> servers) {
        List<InetSocketAddress> copy = List.copyOf(servers);
        if (copy.isEmpty()) {
            throw new IllegalArgumentException("no resolver is named");
        }
        return new Resolvers(() -> copy);
    }

    /** Those of the system, read anew for each question: a laptop changes its network. */
    public static Resolvers ofSystem() {
        return new Resolvers(() -> {
            ResolverConfig.refresh();
            return ResolverConfig.getCurrentConfig().servers();
        });
    }

    /**
     * @throws DnsFailure when no resolver gives an answer about the name
     */
    DnsAnswer ask(Name name, int type) throws DnsFailure, InterruptedException {
        StringBuilder tried = new StringBuilder();
        for (InetSocketAddress address : servers.get().stream().limit(MAX_SERVERS).toList()) {
            DnsServer server = new DnsServer(address);
            tried.append(tried.isEmpty() ? "" : "; ").append(server).append(' ');
            try {
                DnsAnswer answer = server.askRecursively(name, type);
                if (answer.isConclusive()) {
                    return answer;
                }
                tried.append("answers ").append(answer.rcode());
            } catch (IOException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                tried.append("does not answer");
            }
        }
        if (tried.isEmpty()) {
            tried.append("the system names no resolver");
        }
        throw new DnsFailure(
                "%s of %s cannot be looked up: %s".formatted(Type.string(type), name, tried), FIX);
    }
}
