package dev.waggle.proxy.tls;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Decides which certificate a client is shown: the one for the name that it asks for, or nobody's.
 */
final class ContextChoice {

    private static final List<String> CHALLENGE = List.of(ChallengeContexts.PROTOCOL);

    private final TlsContexts contexts;
    private final OnDemandContexts onDemand;
    private final ChallengeContexts challenges;
    private final String defaultCertificate;

    ContextChoice(
            TlsContexts contexts,
            OnDemandContexts onDemand,
            ChallengeContexts challenges,
            String defaultCertificate) {
        this.contexts = contexts;
        this.onDemand = onDemand;
        this.challenges = challenges;
        this.defaultCertificate = defaultCertificate;
    }

    /**
     * Done already but for a certificate that has to be made; fails with {@link HandshakeRefused}.
     * Does not block.
     */
    CompletableFuture<ServerContext> choose(ClientHello hello) {
        if (hello.offeredProtocols().equals(CHALLENGE)) {
            return challenge(hello.serverName());
        }
        if (!Alpn.anyIn(hello.offeredProtocols())) {
            return refused(HandshakeFailure.NO_COMMON_PROTOCOL);
        }
        String name = hello.serverName();
        if (name.isEmpty()) {
            return byDefault(HandshakeFailure.NO_NAME);
        }
        ServerContext published = contexts.forName(name);
        if (published != null) {
            return CompletableFuture.completedFuture(published);
        }
        return onDemand.mayServe(name)
                ? onDemand.contextFor(name)
                : byDefault(HandshakeFailure.UNKNOWN_NAME);
    }

    /** RFC 8737 section 3: for nobody but a CA, and with nothing but its challenge. */
    private CompletableFuture<ServerContext> challenge(String name) {
        @Nullable ServerContext context = challenges.forName(name);
        return context == null
                ? refused(HandshakeFailure.NO_COMMON_PROTOCOL)
                : CompletableFuture.completedFuture(context);
    }

    private CompletableFuture<ServerContext> byDefault(HandshakeFailure otherwise) {
        @Nullable ServerContext context =
                defaultCertificate.isEmpty() ? null : contexts.forName(defaultCertificate);
        return context == null ? refused(otherwise) : CompletableFuture.completedFuture(context);
    }

    private static CompletableFuture<ServerContext> refused(HandshakeFailure failure) {
        return CompletableFuture.failedFuture(new HandshakeRefused(failure));
    }
}
