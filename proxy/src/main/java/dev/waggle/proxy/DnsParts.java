package dev.waggle.proxy;

import dev.waggle.acme.challenge.ChallengeSolver;
import dev.waggle.acme.dns.AddressProvider;
import dev.waggle.acme.dns.AddressSource;
import dev.waggle.acme.dns.AddressUpdates;
import dev.waggle.acme.dns.CloudflareAddresses;
import dev.waggle.acme.dns.CloudflareProvider;
import dev.waggle.acme.dns.CloudflareSettings;
import dev.waggle.acme.dns.DnsChallengeSolver;
import dev.waggle.acme.dns.DnsPreflight;
import dev.waggle.acme.dns.DnsProvider;
import dev.waggle.acme.dns.ExecProvider;
import dev.waggle.acme.dns.ExecSettings;
import dev.waggle.acme.dns.PublicAddresses;
import dev.waggle.acme.dns.Resolvers;
import dev.waggle.acme.dns.Rfc2136Addresses;
import dev.waggle.acme.dns.Rfc2136Provider;
import dev.waggle.acme.dns.Rfc2136Settings;
import dev.waggle.acme.preflight.Preflight;
import dev.waggle.proxy.config.Acme;
import dev.waggle.proxy.config.Dns;
import dev.waggle.proxy.config.DnsProviderKind;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What asks and changes the DNS, made of the configuration. */
final class DnsParts {

    private final Dns dns;
    private final Resolvers resolvers;

    DnsParts(Acme acme) {
        this.dns = acme.dns();
        this.resolvers =
                acme.resolvers().isEmpty() ? Resolvers.ofSystem() : Resolvers.of(acme.resolvers());
    }

    /** Answers DNS-01; empty when nobody is configured to change the DNS. */
    Optional<ChallengeSolver> solver() {
        return Optional.ofNullable(dns.provider())
                .map(kind ->
                        new DnsChallengeSolver(
                                provider(kind), resolvers, dns.propagationTimeout()));
    }

    /** Looks before an attempt is spent; what becomes of what it finds is for others. */
    Preflight preflight() {
        return new DnsPreflight(resolvers, new SecureRandom());
    }

    /** Keeps address records; empty unless the configuration asks for it. */
    Optional<AddressUpdates> addressUpdates(InstantSource clock) {
        DnsProviderKind kind = dns.provider();
        if (!dns.upsert() || kind == null) {
            return Optional.empty();
        }
        List<AddressSource> sources = dns.addressFrom().stream().map(AddressSource::parse).toList();
        return Optional.of(
                new AddressUpdates(
                        addressProvider(kind),
                        new PublicAddresses(sources, resolvers),
                        resolvers,
                        clock));
    }

    private DnsProvider provider(DnsProviderKind kind) {
        return switch (kind) {
            case RFC2136 -> new Rfc2136Provider(rfc2136());
            case CLOUDFLARE -> new CloudflareProvider(cloudflare());
            case EXEC ->
                    new ExecProvider(
                            new ExecSettings(
                                    List.of(checked(dns.exec()).toString()), dns.execTimeout()));
        };
    }

    private AddressProvider addressProvider(DnsProviderKind kind) {
        return switch (kind) {
            case RFC2136 -> new Rfc2136Addresses(rfc2136());
            case CLOUDFLARE -> new CloudflareAddresses(cloudflare());
            case EXEC ->
                    throw new IllegalStateException("the configuration's rules refuse dns.upsert");
        };
    }

    private Rfc2136Settings rfc2136() {
        return new Rfc2136Settings(
                checked(dns.rfc2136Server()), checked(dns.rfc2136KeyFile()), dns.ttl());
    }

    private CloudflareSettings cloudflare() {
        return new CloudflareSettings(
                CloudflareSettings.API, checked(dns.cloudflareTokenFile()), dns.ttl());
    }

    /** The rules of the configuration have seen that it is there. */
    private static <T> T checked(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the provider lacks what it needs");
        }
        return value;
    }
}
