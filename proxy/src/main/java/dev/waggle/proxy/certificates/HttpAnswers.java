package dev.waggle.proxy.certificates;

import dev.waggle.acme.challenge.ChallengeKind;
import dev.waggle.acme.challenge.ChallengeSolver;
import dev.waggle.acme.challenge.ChallengeTask;
import dev.waggle.acme.challenge.Identifier;
import dev.waggle.acme.challenge.Placed;
import dev.waggle.proxy.exchange.HttpChallenges;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Answers HTTP-01 challenges for hosts that certificates are wanted for (RFC 8555 section 8.3).
 *
 * <p>It remembers no token: the answer to any is made of it and the account key's thumbprint, so
 * that another process on the same state directory answers too, and so does this one after a
 * restart in the middle of an order. Whoever asks learns the thumbprint of a public key, and no
 * more. Safe for all threads; never waits.
 */
public final class HttpAnswers implements HttpChallenges, ChallengeSolver {
    /** RFC 8555 section 8.3 asks for 128 bits at least, which are 22 characters of base64url. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{22,128}");

    private volatile Set<String> hosts = Set.of();
    private volatile String thumbprint = "";

    /**
     * Says for whom to answer.
     *
     * @param hosts names in lower case, and addresses as text
     * @param thumbprint of the account key (RFC 7638); empty while there is none
     */
    public void answerFor(Set<String> hosts, Optional<String> thumbprint) {
        this.hosts = Set.copyOf(hosts);
        this.thumbprint = thumbprint.orElse("");
    }

    @Override
    public Optional<String> answer(String host, String token) {
        String current = thumbprint;
        return current.isEmpty() || !isWanted(host) || !TOKEN.matcher(token).matches()
                ? Optional.empty()
                : Optional.of(token + "." + current);
    }

    /** An IPv6 address stands in brackets in a request, and without them in a certificate. */
    private boolean isWanted(String host) {
        Set<String> current = hosts;
        return current.contains(host)
                || (host.startsWith("[")
                        && host.endsWith("]")
                        && current.contains(host.substring(1, host.length() - 1)));
    }

    @Override
    public ChallengeKind kind() {
        return ChallengeKind.HTTP_01;
    }

    /** RFC 8555 section 7.1.3: not for wildcards. */
    @Override
    public boolean canSolve(Identifier identifier) {
        return !identifier.isWildcard();
    }

    /** There is nothing to place. */
    @Override
    public Placed place(ChallengeTask task) {
        return () -> {};
    }
}
