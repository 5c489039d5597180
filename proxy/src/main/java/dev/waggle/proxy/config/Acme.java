package dev.waggle.proxy.config;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Certificates from ACME CAs.
 *
 * @param directories in the order in which they are asked, 1 at least
 * @param caFile PEM file of the CA behind the directory's own certificate; null for the system's
 * @param email contact address; null orders nothing
 * @param eabKeyId external account binding (RFC 8555 section 7.3.4); null for none
 * @param eabHmacKey its key, in base64url
 * @param names that get a certificate each, beside the routed hosts
 * @param profile null for the CA's own choice
 * @param preferredChain common name of a root; null for the CA's own choice
 * @param challenges the preferred first
 * @param forgetAfter how long a certificate is renewed that nobody mentions
 * @param parallelOrders most at once
 * @param firstRetry wait after a first failure
 * @param lastRetry longest wait
 * @param resolvers DNS servers; none for the system's
 * @param webhook URL that is told; null for nobody
 */
public record Acme(
        List<URI> directories,
        @Nullable Path caFile,
        @Nullable String email,
        @Nullable String eabKeyId,
        @Nullable Secret eabHmacKey,
        List<String> names,
        AcmeKeyType keyType,
        @Nullable String profile,
        @Nullable String preferredChain,
        List<AcmeChallenge> challenges,
        AcmePreflight preflight,
        Duration forgetAfter,
        int parallelOrders,
        Duration firstRetry,
        Duration lastRetry,
        List<InetSocketAddress> resolvers,
        @Nullable Secret webhook,
        Dns dns) {
    private static final URI STAGING =
            URI.create("https://acme-staging-v02.api.letsencrypt.org/directory");

    /** Whether certificates are ordered at all. */
    public boolean isOn() {
        return email != null;
    }

    static Acme from(Settings settings) {
        return new Acme(
                settings.get(ConfigKeys.ACME_STAGING)
                        ? List.of(STAGING)
                        : settings.get(ConfigKeys.ACME_DIRECTORY),
                settings.find(ConfigKeys.ACME_CA_FILE),
                settings.find(ConfigKeys.ACME_EMAIL),
                settings.find(ConfigKeys.ACME_EAB_KEY_ID),
                settings.find(ConfigKeys.ACME_EAB_HMAC_KEY),
                settings.get(ConfigKeys.ACME_NAMES),
                settings.get(ConfigKeys.ACME_KEY_TYPE),
                settings.find(ConfigKeys.ACME_PROFILE),
                settings.find(ConfigKeys.ACME_PREFERRED_CHAIN),
                settings.get(ConfigKeys.ACME_CHALLENGES),
                settings.get(ConfigKeys.ACME_PREFLIGHT),
                settings.get(ConfigKeys.ACME_FORGET_AFTER),
                settings.get(ConfigKeys.ACME_PARALLEL_ORDERS),
                settings.get(ConfigKeys.ACME_FIRST_RETRY),
                settings.get(ConfigKeys.ACME_LAST_RETRY),
                settings.get(ConfigKeys.ACME_RESOLVERS),
                settings.find(ConfigKeys.ACME_WEBHOOK),
                Dns.from(settings));
    }
}
