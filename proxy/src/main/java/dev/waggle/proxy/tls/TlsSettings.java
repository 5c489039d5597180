package dev.waggle.proxy.tls;

import java.time.Duration;

/**
 * How downstream TLS behaves.
 *
 * @param handshakeTimeout from the accepted connection to the finished handshake; over it the
 *     connection closes
 * @param maxClientHelloBytes over it the connection is refused before more is buffered; 512 to
 *     65,536
 * @param defaultCertificate the name whose certificate clients without a known name are shown;
 *     empty: they are refused
 * @param maxConcurrentSignings how many certificates may be made on demand at one time; over it a
 *     handshake is refused
 * @param ticketRotation how long one key encrypts session tickets; two older keys still decrypt
 * @param provider which implementation of TLS
 */
public record TlsSettings(
        Duration handshakeTimeout,
        int maxClientHelloBytes,
        String defaultCertificate,
        int maxConcurrentSignings,
        Duration ticketRotation,
        TlsProvider provider) {

    /** What is used where the configuration says nothing. */
    public static final TlsSettings DEFAULTS =
            new TlsSettings(
                    Duration.ofSeconds(10),
                    16 * 1024,
                    "",
                    64,
                    Duration.ofHours(12),
                    TlsProvider.best());

    public TlsSettings {
        if (handshakeTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("the handshake needs a time over 0");
        }
        if (maxClientHelloBytes < 512 || maxClientHelloBytes > 65_536) {
            throw new IllegalArgumentException("a ClientHello has 512 to 65,536 bytes at most");
        }
        if (maxConcurrentSignings < 1 || !ticketRotation.isPositive()) {
            throw new IllegalArgumentException("signings and ticket rotation are over 0");
        }
    }
}
