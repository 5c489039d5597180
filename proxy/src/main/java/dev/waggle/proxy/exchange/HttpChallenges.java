package dev.waggle.proxy.exchange;

import java.util.Optional;

/**
 * Answers ACME's HTTP-01 challenges (RFC 8555 section 8.3). Called on event loops: must not wait.
 */
public interface HttpChallenges {
    /** Knows of no challenge. */
    HttpChallenges NONE = (host, token) -> Optional.empty();

    /**
     * The key authorization for a token that was asked for under a host.
     *
     * @param host in lower case, without port
     * @param token as sent, unchecked
     */
    Optional<String> answer(String host, String token);
}
