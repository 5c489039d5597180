package dev.waggle.proxy.tls;

import java.time.Duration;

/** The defaults, with one thing changed. */
final class Settings {

    private Settings() {}

    static TlsSettings with(TlsProvider provider) {
        TlsSettings it = TlsSettings.DEFAULTS;
        return new TlsSettings(
                it.handshakeTimeout(),
                it.maxClientHelloBytes(),
                it.defaultCertificate(),
                it.maxConcurrentSignings(),
                it.ticketRotation(),
                provider);
    }

    static TlsSettings withDefault(TlsSettings it, String name) {
        return new TlsSettings(
                it.handshakeTimeout(),
                it.maxClientHelloBytes(),
                name,
                it.maxConcurrentSignings(),
                it.ticketRotation(),
                it.provider());
    }

    static TlsSettings withTimeout(Duration handshakeTimeout) {
        TlsSettings it = TlsSettings.DEFAULTS;
        return new TlsSettings(
                handshakeTimeout,
                it.maxClientHelloBytes(),
                it.defaultCertificate(),
                it.maxConcurrentSignings(),
                it.ticketRotation(),
                it.provider());
    }
}
