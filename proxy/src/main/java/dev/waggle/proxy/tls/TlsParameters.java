package dev.waggle.proxy.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import javax.net.ssl.SSLException;

/** Versions, ciphers and groups: forward secrecy and authenticated encryption only (RFC 9325). */
final class TlsParameters {

    static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    static final List<String> CIPHERS =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private static final String[] HYBRID_GROUPS = {"X25519MLKEM768", "X25519", "P-256", "P-384"};
    private static final String[] CLASSIC_GROUPS = {"X25519", "P-256", "P-384"};

    private TlsParameters() {}

    /**
     * The key exchange groups in our order: the one that resists quantum computers first, where it
     * is known.
     */
    static String[] groups(TlsProvider provider) {
        return provider == TlsProvider.BORINGSSL && accepts(HYBRID_GROUPS)
                ? HYBRID_GROUPS.clone()
                : CLASSIC_GROUPS.clone();
    }

    static ApplicationProtocolConfig alpn(String... protocols) {
        // No overlap is refused while the ClientHello is read; BoringSSL cannot be told to.
        return new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                protocols);
    }

    private static boolean accepts(String[] groups) {
        try {
            ReferenceCountUtil.release(
                    SslContextBuilder.forClient()
                            .sslProvider(TlsProvider.BORINGSSL.netty())
                            .option(OpenSslContextOption.GROUPS, groups)
                            .build());
            return true;
        } catch (SSLException | RuntimeException _) {
            return false;
        }
    }
}
