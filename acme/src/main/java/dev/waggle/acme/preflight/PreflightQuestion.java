package dev.waggle.acme.preflight;

import dev.waggle.acme.challenge.ChallengeKind;
import dev.waggle.acme.challenge.Identifier;
import java.net.URI;
import java.util.List;

/**
 * One identifier of an order that is about to be placed.
 *
 * @param identifier as wanted, perhaps a wildcard
 * @param kind how control over it is going to be shown
 * @param caaIdentities what the CA calls itself in CAA records (RFC 8659; from its directory);
 *     empty when it does not say
 * @param account the account's URL (RFC 8657); empty path when there is none yet
 * @param thumbprint of the account key, to know our own answer on port 80 by
 */
public record PreflightQuestion(
        Identifier identifier,
        ChallengeKind kind,
        List<String> caaIdentities,
        URI account,
        String thumbprint) {

    public PreflightQuestion {
        caaIdentities = List.copyOf(caaIdentities);
    }
}
