package dev.waggle.proxy.tls;

import dev.waggle.acme.ServerCertificate;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The contexts that answer TLS-ALPN-01 challenges (RFC 8737): apart from those of certificates, and
 * only while a challenge is open.
 *
 * <p>{@link #show} and closing block, never on an event loop; lookups never wait.
 */
public final class ChallengeContexts {
    /** The protocol that CAs offer, alone, when they look (RFC 8737 section 4). */
    static final String PROTOCOL = "acme-tls/1";

    private final ServerContextFactory factory;
    private final Map<String, Deque<ServerContext>> open = new HashMap<>();
    private volatile Map<String, ServerContext> byName = Map.of();

    public ChallengeContexts(TlsSettings settings, Instant now, SecureRandom random) {
        this.factory =
                new ServerContextFactory(settings, ClientCertificates.NONE, now, random, PROTOCOL);
    }

    /**
     * Shows a certificate to CAs that ask for a server name. When two are open for one name, the
     * later one is shown: a CA cannot say which it wants.
     *
     * @param serverName in lower case
     * @return ends it; more than once does no harm
     */
    public Runnable show(String serverName, ServerCertificate certificate) throws SSLException {
        ServerContext context = factory.create(certificate);
        synchronized (this) {
            open.computeIfAbsent(serverName, _ -> new ArrayDeque<>()).addLast(context);
            publish();
        }
        return () -> end(serverName, context);
    }

    private synchronized void end(String serverName, ServerContext context) {
        Deque<ServerContext> contexts = open.get(serverName);
        if (contexts == null || !contexts.remove(context)) {
            return;
        }
        if (contexts.isEmpty()) {
            open.remove(serverName);
        }
        publish();
        factory.discard(context);
    }

    private void publish() {
        Map<String, ServerContext> next = new HashMap<>();
        open.forEach((name, contexts) -> next.put(name, contexts.getLast()));
        byName = Map.copyOf(next);
    }

    /** The context for exactly this server name; null when no challenge is open for it. */
    @Nullable ServerContext forName(String serverName) {
        return byName.get(serverName);
    }
}
