package dev.waggle.proxy.tls;

import dev.waggle.acme.CertificateProblem;
import dev.waggle.acme.Certificates;
import dev.waggle.acme.HostNames;
import dev.waggle.acme.ServerCertificate;
import io.netty.handler.ssl.ClientAuth;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The contexts that handshakes use now, by name: one immutable map behind one reference, swapped
 * whole.
 *
 * <p>{@link #publish}, {@link #rotateTicketsIfDue} and {@link #close} block and are never called on
 * an event loop; lookups never wait. A connection keeps the context it began with.
 */
public final class TlsContexts implements AutoCloseable {

    private final ServerContextFactory factory;
    private volatile Map<String, ServerContext> byName = Map.of();

    /** With ticket secrets that are kept nowhere. */
    TlsContexts(TlsSettings settings, Instant now, SecureRandom random) {
        this(settings, ClientCertificates.NONE, now, random, null);
    }

    /**
     * Blocks: reads and writes the file.
     *
     * <p>A client that resumes shows no certificate again. So where clients are asked for one
     * nothing is kept: who was trusted before a restart may not be after it.
     *
     * @param clients whether they are asked for certificates
     * @param now when the first ticket key begins to encrypt, unless one was kept
     * @param random the source of ticket secrets
     * @param ticketFile where they are kept, so that clients resume after a restart; null for
     *     nowhere
     */
    public TlsContexts(
            TlsSettings settings,
            ClientCertificates clients,
            Instant now,
            SecureRandom random,
            @Nullable Path ticketFile) {
        boolean asks = clients.auth() != ClientAuth.NONE;
        TicketFile tickets = new TicketFile(asks ? null : ticketFile);
        this.factory =
                new ServerContextFactory(settings, clients, now, random, tickets, Alpn.ids());
    }

    /**
     * Makes contexts for what is new, and then lets the next handshakes use them. A certificate
     * that TLS does not accept is a problem, and each of its names keeps the context that it had.
     *
     * @return what could not be served
     */
    public synchronized List<CertificateProblem> publish(Certificates certificates) {
        Publication publication = new Publication(byName);
        certificates.byName().forEach(publication::add);
        Map<String, ServerContext> before = byName;
        byName = Map.copyOf(publication.next);
        Set<ServerContext> unused = new HashSet<>(before.values());
        unused.removeAll(Set.copyOf(byName.values()));
        unused.forEach(factory::discard);
        return List.copyOf(publication.problems);
    }

    /**
     * Gives every context new session-ticket keys when it is time, or those that another process on
     * the same file has by now; cheap when it is not, so call it every second.
     *
     * @return whether they are other ones now
     */
    public boolean rotateTicketsIfDue(Instant now) {
        return factory.rotateTicketsIfDue(now);
    }

    /**
     * Sends these proofs with the next handshakes, and no others.
     *
     * @param byFingerprint DER of OCSP responses, by the fingerprint of the certificate
     */
    public void staple(Map<String, byte[]> byFingerprint) {
        factory.staple(byFingerprint);
    }

    /** Refuses all later handshakes; connections go on. */
    @Override
    public void close() {
        publish(Certificates.NONE);
    }

    /**
     * The context for a host in lower case: exact name before wildcard; null when there is none.
     */
    @Nullable ServerContext forName(String host) {
        Map<String, ServerContext> current = byName;
        ServerContext exact = current.get(host);
        return exact != null ? exact : current.get(HostNames.wildcardFor(host));
    }

    ServerContextFactory factory() {
        return factory;
    }

    /** The next map while it is being made. */
    private final class Publication {

        private final Map<String, ServerContext> before;
        private final Map<String, ServerContext> known = new HashMap<>();
        private final Map<String, String> refusals = new HashMap<>();
        private final Map<String, ServerContext> next = new HashMap<>();
        private final List<CertificateProblem> problems = new ArrayList<>();

        Publication(Map<String, ServerContext> before) {
            this.before = before;
            remember(before.values());
        }

        void add(String name, ServerCertificate certificate) {
            ServerContext context = contextFor(certificate);
            if (context == null) {
                problems.add(refused(name, certificate));
                context = before.get(name);
            }
            if (context != null) {
                next.put(name, context);
            }
        }

        private @Nullable ServerContext contextFor(ServerCertificate certificate) {
            String fingerprint = certificate.fingerprint();
            if (refusals.containsKey(fingerprint)) {
                return null;
            }
            ServerContext context = known.get(fingerprint);
            if (context == null) {
                context = create(certificate);
            }
            return context;
        }

        private @Nullable ServerContext create(ServerCertificate certificate) {
            try {
                ServerContext context = factory.create(certificate);
                known.put(certificate.fingerprint(), context);
                return context;
            } catch (SSLException | RuntimeException e) {
                refusals.put(certificate.fingerprint(), String.valueOf(e.getMessage()));
                return null;
            }
        }

        private void remember(Collection<ServerContext> contexts) {
            contexts.forEach(context -> known.put(context.certificate().fingerprint(), context));
        }

        private CertificateProblem refused(String name, ServerCertificate certificate) {
            return new CertificateProblem(
                    name,
                    "",
                    "the TLS library does not accept the certificate: "
                            + refusals.get(certificate.fingerprint()),
                    "make it anew with a key of ECDSA P-256 or RSA 2048");
        }
    }
}
