package dev.waggle.proxy.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who changes the DNS, and how.
 *
 * @param provider null for nobody; else what it needs is not null
 * @param ttl of the records
 * @param propagationTimeout how long all servers of a zone may take to have a record; zero does not
 *     look
 * @param upsert whether address records are kept
 * @param addressFrom where the public address is learnt; one at least when records are kept
 */
public record Dns(
        @Nullable DnsProviderKind provider,
        @Nullable InetSocketAddress rfc2136Server,
        @Nullable Path rfc2136KeyFile,
        @Nullable Path cloudflareTokenFile,
        @Nullable Path exec,
        Duration execTimeout,
        Duration ttl,
        Duration propagationTimeout,
        boolean upsert,
        List<String> addressFrom) {
    static Dns from(Settings settings) {
        return new Dns(
                settings.find(ConfigKeys.DNS_PROVIDER),
                settings.find(ConfigKeys.DNS_RFC2136_SERVER),
                settings.find(ConfigKeys.DNS_RFC2136_KEY_FILE),
                settings.find(ConfigKeys.DNS_CLOUDFLARE_TOKEN_FILE),
                settings.find(ConfigKeys.DNS_EXEC),
                settings.get(ConfigKeys.DNS_EXEC_TIMEOUT),
                settings.get(ConfigKeys.DNS_TTL),
                settings.get(ConfigKeys.DNS_PROPAGATION_TIMEOUT),
                settings.get(ConfigKeys.DNS_UPSERT),
                settings.get(ConfigKeys.DNS_ADDRESS_FROM));
    }
}
