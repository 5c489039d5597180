package dev.waggle.proxy.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;

/** Which implementation of TLS does the work. */
public enum TlsProvider {
    /** Native, and several times as fast; its contexts and engines are counted references. */
    BORINGSSL(SslProvider.OPENSSL_REFCNT),
    /** The JDK's own, where there is no native library for the machine. */
    JDK(SslProvider.JDK);

    static {
        // JSSE would let a TLS 1.2 client renegotiate for ever; BoringSSL refuses by itself. Read
        // once by JSSE, when its
        // first handshake begins.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    private final SslProvider netty;

    TlsProvider(SslProvider netty) {
        this.netty = netty;
    }

    /** BoringSSL where its native library loads. */
    public static TlsProvider best() {
        return OpenSsl.isAvailable() ? BORINGSSL : JDK;
    }

    SslProvider netty() {
        return netty;
    }
}
