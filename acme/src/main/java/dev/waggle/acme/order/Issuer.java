package dev.waggle.acme.order;

import dev.waggle.acme.HostNames;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A CA that certificates are ordered at.
 *
 * @param directory the URL of its directory: https, or http on a loopback address
 * @param contacts e-mail addresses for the account; giving one is the consent to the CA's terms
 * @param externalAccount ties the ACME account to one that the CA knows; empty for most
 * @param profile which of its profiles; empty leaves it to the CA
 * @param preferredChain the common name of the root that its chain should end at; empty takes the
 *     CA's first
 * @param caFile further roots (PEM) that its own HTTPS certificate may come from
 */
public record Issuer(
        URI directory,
        List<String> contacts,
        Optional<ExternalAccount> externalAccount,
        Optional<String> profile,
        Optional<String> preferredChain,
        Optional<Path> caFile) {

    /** The directory of Let's Encrypt. */
    public static final URI LETS_ENCRYPT =
            URI.create("https://acme-v02.api.letsencrypt.org/directory");

    /** The directory of its staging environment, whose certificates no browser trusts. */
    public static final URI LETS_ENCRYPT_STAGING =
            URI.create("https://acme-staging-v02.api.letsencrypt.org/directory");

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public Issuer {
        contacts = List.copyOf(contacts);
        String host = directory.getHost();
        boolean isSecure = "https".equals(directory.getScheme());
        boolean isLocal =
                "http".equals(directory.getScheme()) && host != null && LOOPBACK.contains(host);
        // RFC 8555 section 6.1: HTTPS only.
        if (host == null || !(isSecure || isLocal)) {
            throw new IllegalArgumentException(
                    "an ACME directory is an https URL, such as " + LETS_ENCRYPT);
        }
    }

    /** With an e-mail address alone. */
    public static Issuer of(URI directory, String email) {
        return new Issuer(
                directory,
                List.of(email),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** What its directory is known by in the store, the pages and the metrics: host and hash. */
    public String id() {
        return idOf(directory);
    }

    /** What a directory is known by that nothing else is known of. */
    public static String idOf(URI directory) {
        String host = directory.getHost().toLowerCase(Locale.ROOT);
        String readable = HostNames.isHost(host) ? host : host.replaceAll("[^a-z0-9.]", "_");
        return readable + "-" + hash(directory);
    }

    private static String hash(URI directory) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(directory.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
