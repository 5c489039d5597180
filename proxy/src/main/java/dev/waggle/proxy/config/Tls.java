package dev.waggle.proxy.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is presented to clients, and who vouches for tasks.
 *
 * @param certDir certificates from elsewhere; null for none
 * @param selfSigned whether a local CA signs for routed hosts without a certificate
 * @param defaultCertificate host whose certificate clients without a known SNI get; null refuses
 *     them
 * @param caFile PEM file of further CAs of tasks; null for the system's alone
 */
public record Tls(
        @Nullable Path certDir,
        boolean selfSigned,
        @Nullable String defaultCertificate,
        @Nullable Path caFile) {
    static Tls from(Settings settings) {
        return new Tls(
                settings.find(ConfigKeys.CERT_DIR),
                settings.get(ConfigKeys.SELF_SIGNED),
                settings.find(ConfigKeys.DEFAULT_CERTIFICATE),
                settings.find(ConfigKeys.CA_FILE));
    }
}
