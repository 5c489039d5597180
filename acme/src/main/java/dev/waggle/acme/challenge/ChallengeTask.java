package dev.waggle.acme.challenge;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * One challenge of a CA, with the answer that is to be placed.
 *
 * @param identifier what is to be shown control over; never with {@code *.}
 * @param wildcard whether the certificate is for {@code *.} of it
 * @param token the CA's token: base64url, 1 to 128 characters
 * @param thumbprint of the account key (RFC 7638), base64url
 */
public record ChallengeTask(
        Identifier identifier, boolean wildcard, String token, String thumbprint) {

    public ChallengeTask {
        if (identifier.isWildcard()) {
            throw new IllegalArgumentException("an authorization is about the name below the *");
        }
        if (!isToken(token)) {
            throw new IllegalArgumentException("the CA's token is not base64url");
        }
    }

    /** What is answered: token and thumbprint joined by a dot (RFC 8555 section 8.1). */
    public String keyAuthorization() {
        return token + "." + thumbprint;
    }

    /** The TXT record's value: base64url of {@link #digest} (RFC 8555 section 8.4). */
    public String dnsDigest() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest());
    }

    /**
     * SHA-256 of the key authorization, 32 bytes: what acmeIdentifier holds (RFC 8737 section 3).
     */
    public byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(keyAuthorization().getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static boolean isToken(String token) {
        return !token.isEmpty()
                && token.length() <= 128
                && token.chars()
                        .allMatch(c ->
                                (c >= 'a' && c <= 'z')
                                        || (c >= 'A' && c <= 'Z')
                                        || (c >= '0' && c <= '9')
                                        || c == '-'
                                        || c == '_');
    }
}
