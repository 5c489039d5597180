package dev.waggle.proxy.certificates;

import dev.waggle.acme.challenge.ChallengeFailed;
import dev.waggle.acme.challenge.ChallengeKind;
import dev.waggle.acme.challenge.ChallengeSolver;
import dev.waggle.acme.challenge.ChallengeTask;
import dev.waggle.acme.challenge.Identifier;
import dev.waggle.acme.challenge.Placed;
import dev.waggle.acme.challenge.TlsAlpnCertificate;
import dev.waggle.proxy.tls.ChallengeContexts;
import java.security.SecureRandom;
import java.time.InstantSource;
import javax.net.ssl.SSLException;

/** Answers TLS-ALPN-01 challenges on the https listener (RFC 8737). */
public final class TlsAnswers implements ChallengeSolver {
    private final ChallengeContexts contexts;
    private final InstantSource clock;
    private final SecureRandom random;

    public TlsAnswers(ChallengeContexts contexts, InstantSource clock, SecureRandom random) {
        this.contexts = contexts;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public ChallengeKind kind() {
        return ChallengeKind.TLS_ALPN_01;
    }

    /** RFC 8737 section 3: the certificate names the one identifier, which is no wildcard. */
    @Override
    public boolean canSolve(Identifier identifier) {
        return !identifier.isWildcard();
    }

    @Override
    public Placed place(ChallengeTask task) throws ChallengeFailed {
        try {
            Runnable end =
                    contexts.show(
                            TlsAlpnCertificate.serverName(task.identifier()),
                            TlsAlpnCertificate.of(task, clock.instant(), random));
            return end::run;
        } catch (SSLException e) {
            throw new ChallengeFailed(
                    "the TLS library does not take the certificate of the challenge: "
                            + e.getMessage(),
                    "let another kind of challenge be used: acme.challenges",
                    e);
        }
    }
}
