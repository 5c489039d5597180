package dev.waggle.proxy.config;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The account at an ACME CA.
 *
 * @param caFile PEM file of the CA behind the directory's own certificate; null for the system's
 * @param email contact address
 * @param eabKeyId external account binding (RFC 8555 section 7.3.4); null for none
 * @param eabHmacKey its key, in base64url
 */
public record Acme(
        URI directory,
        @Nullable Path caFile,
        @Nullable String email,
        @Nullable String eabKeyId,
        @Nullable Secret eabHmacKey) {
    static Acme from(Settings settings) {
        return new Acme(
                settings.get(ConfigKeys.ACME_DIRECTORY),
                settings.find(ConfigKeys.ACME_CA_FILE),
                settings.find(ConfigKeys.ACME_EMAIL),
                settings.find(ConfigKeys.ACME_EAB_KEY_ID),
                settings.find(ConfigKeys.ACME_EAB_HMAC_KEY));
    }
}
