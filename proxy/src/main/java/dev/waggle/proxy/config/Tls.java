package dev.waggle.proxy.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is presented to clients, and who vouches for tasks.
 *
 * @param certDir certificates from elsewhere; null for none
 * @param selfSigned whether a local CA signs for routed hosts without a certificate
 * @param defaultCertificate host whose certificate clients without a known SNI get; null refuses
 *     them
 * @param caFile PEM file of further CAs of tasks; null for the system's alone
 * @param clientCaFile PEM file of the CAs of clients; null when none is asked
 * @param clientAuth whether clients are asked for certificates
 * @param maxClientHelloBytes over it the connection closes
 * @param ticketRotation how long one key encrypts session tickets
 * @param maxConcurrentSignings how many certificates the local CA makes at once
 */
public record Tls(
        @Nullable Path certDir,
        boolean selfSigned,
        @Nullable String defaultCertificate,
        @Nullable Path caFile,
        @Nullable Path clientCaFile,
        ClientAuth clientAuth,
        int maxClientHelloBytes,
        Duration ticketRotation,
        int maxConcurrentSignings) {
    static Tls from(Settings settings) {
        return new Tls(
                settings.find(ConfigKeys.CERT_DIR),
                settings.get(ConfigKeys.SELF_SIGNED),
                settings.find(ConfigKeys.DEFAULT_CERTIFICATE),
                settings.find(ConfigKeys.CA_FILE),
                settings.find(ConfigKeys.CLIENT_CA_FILE),
                settings.get(ConfigKeys.CLIENT_AUTH),
                settings.bytes(ConfigKeys.MAX_CLIENT_HELLO),
                settings.get(ConfigKeys.TICKET_ROTATION),
                settings.get(ConfigKeys.MAX_CONCURRENT_SIGNINGS));
    }
}
