package dev.waggle.proxy.tls;

import dev.waggle.acme.ServerCertificate;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;

/**
 * Makes contexts that all behave alike, and gives those that live new ticket keys. Blocks; never on
 * an event loop.
 */
final class ServerContextFactory {

    // Netty passes the key through a key store in memory, where the default kind (PKCS12) derives a
    // key from a password with
    // thousands of rounds: 30 ms for each host.
    private static final String KEY_STORE = "JKS";

    private final TlsProvider provider;
    private final Duration ticketRotation;
    private final SecureRandom random;
    private final ClientCertificates clients;
    private final TicketFile tickets;
    private final String[] groups;
    private final String[] protocols;
    private final Set<ServerContext> live = ConcurrentHashMap.newKeySet();
    private TicketSecrets secrets;
    private Map<String, byte[]> staples = Map.of();
    private Instant rotated;

    /** With ticket secrets that are kept nowhere. */
    ServerContextFactory(
            TlsSettings settings,
            ClientCertificates clients,
            Instant now,
            SecureRandom random,
            String... protocols) {
        this(settings, clients, now, random, new TicketFile(null), protocols);
    }

    /**
     * @param clients whether they are asked for certificates
     * @param protocols the application protocols that are offered, the preferred one first
     */
    ServerContextFactory(
            TlsSettings settings,
            ClientCertificates clients,
            Instant now,
            SecureRandom random,
            TicketFile tickets,
            String... protocols) {
        this.clients = clients;
        this.provider = settings.provider();
        this.ticketRotation = settings.ticketRotation();
        this.random = random;
        this.groups = TlsParameters.groups(provider);
        this.protocols = protocols.clone();
        this.tickets = tickets;
        TicketFile.Kept kept =
                tickets.load(now, ticketRotation)
                        .orElseGet(() -> new TicketFile.Kept(TicketSecrets.create(random), now));
        this.secrets = kept.secrets();
        this.rotated = kept.since();
        tickets.save(kept);
    }

    synchronized ServerContext create(ServerCertificate certificate) throws SSLException {
        ServerContext context = new ServerContext(certificate, ssl(certificate));
        context.useTickets(secrets);
        staple(context);
        live.add(context);
        return context;
    }

    synchronized void discard(ServerContext context) {
        if (live.remove(context)) {
            context.discard();
        }
    }

    /**
     * Gives every context new ticket keys, when the newest has encrypted for long enough or another
     * process on the same state directory has others.
     */
    synchronized boolean rotateTicketsIfDue(Instant now) {
        boolean shared = tickets.changed(now, ticketRotation).filter(this::share).isPresent();
        if (now.isBefore(rotated.plus(ticketRotation))) {
            return shared;
        }
        use(new TicketFile.Kept(secrets.rotated(random), now));
        tickets.save(new TicketFile.Kept(secrets, rotated));
        return true;
    }

    /** Whoever wrote last is right: then all have the same. */
    private boolean share(TicketFile.Kept kept) {
        if (kept.secrets().isSameAs(secrets)) {
            return false;
        }
        use(kept);
        return true;
    }

    private void use(TicketFile.Kept kept) {
        secrets = kept.secrets();
        rotated = kept.since();
        live.forEach(context -> context.useTickets(secrets));
    }

    /**
     * Gives each context the proof of its certificate, and takes it from those that have none any
     * more.
     *
     * @param byFingerprint DER of OCSP responses
     */
    synchronized void staple(Map<String, byte[]> byFingerprint) {
        staples = Map.copyOf(byFingerprint);
        live.forEach(this::staple);
    }

    private void staple(ServerContext context) {
        context.staple(staples.get(context.certificate().fingerprint()));
    }

    private SslContext ssl(ServerCertificate certificate) throws SSLException {
        SslContextBuilder builder =
                SslContextBuilder.forServer(certificate.privateKey(), certificate.chain())
                        .sslProvider(provider.netty())
                        .trustManager(clients.authorities())
                        .clientAuth(clients.auth())
                        .keyStoreType(KEY_STORE)
                        .protocols(TlsParameters.PROTOCOLS)
                        .ciphers(TlsParameters.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                        .sessionTimeout(ticketRotation.multipliedBy(2).toSeconds())
                        .applicationProtocolConfig(TlsParameters.alpn(protocols));
        if (provider == TlsProvider.BORINGSSL) {
            // Each connection's private-key operation on its own event loop: as measured, the
            // fastest.
            builder.option(OpenSslContextOption.USE_TASKS, false)
                    .option(OpenSslContextOption.GROUPS, groups)
                    .enableOcsp(true);
        }
        return withoutSessionCache(builder.build());
    }

    /** Tickets hold the sessions: a cache would be memory that clients fill. */
    private static SslContext withoutSessionCache(SslContext context) {
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            sessions.setSessionCacheEnabled(false);
        }
        return context;
    }
}
