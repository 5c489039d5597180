package dev.waggle.proxy.tls;

import dev.waggle.proxy.loop.LoopBuffers;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS towards the tasks, for routes with {@code on-https}.
 *
 * <p>Safe for all event loops. Sessions are reused for the same verified name and port, never
 * between the two kinds of verification: a resumed session is not verified again, so it must have
 * been verified as the same name.
 */
public final class UpstreamTls implements AutoCloseable {

    /** Whether the task has to prove who it is. */
    public enum Verification {
        /** By a chain to a trusted authority that covers the verified name. */
        VERIFY,
        /** It need not: private networks with self-signed certificates. */
        INSECURE
    }

    // The sizes of what one process keeps, not of one connection.
    private static final int MAX_SESSIONS = 1_000;
    private static final Duration SESSION_LIFETIME = Duration.ofHours(1);

    /** The contexts of one protocol: it is agreed on in the handshake, so sessions are its own. */
    private record Contexts(SslContext verifying, SslContext insecure) {
        static Contexts create(TrustManagerFactory trusted, TlsProvider provider, Alpn alpn)
                throws SSLException {
            return new Contexts(
                    builder(provider, trusted, alpn)
                            .endpointIdentificationAlgorithm("HTTPS")
                            .build(),
                    builder(provider, InsecureTrustManagerFactory.INSTANCE, alpn)
                            .endpointIdentificationAlgorithm(null)
                            .build());
        }

        SslContext of(Verification verification) {
            return switch (verification) {
                case VERIFY -> verifying;
                case INSECURE -> insecure;
            };
        }

        void release() {
            ReferenceCountUtil.release(verifying);
            ReferenceCountUtil.release(insecure);
        }
    }

    private final Contexts http1;
    private final Contexts http2;

    private UpstreamTls(Contexts http1, Contexts http2) {
        this.http1 = http1;
        this.http2 = http2;
    }

    /**
     * Reads the authorities and makes the contexts. Blocks.
     *
     * @param caFiles PEM files with authorities that are trusted beside the system's
     * @throws TlsUnusable when a file cannot be read, or holds no certificate
     */
    public static UpstreamTls create(List<Path> caFiles, TlsProvider provider) throws TlsUnusable {
        TrustManagerFactory trusted = TrustedAuthorities.systemAnd(caFiles);
        try {
            return new UpstreamTls(
                    Contexts.create(trusted, provider, Alpn.HTTP_1_1),
                    Contexts.create(trusted, provider, Alpn.HTTP_2));
        } catch (SSLException e) {
            throw new TlsUnusable("TLS towards tasks cannot be set up: " + e.getMessage(), e);
        }
    }

    /**
     * A handler for one new connection; on its event loop.
     *
     * @param protocol the only one that is offered; a task may agree on it, or on none
     * @param verifiedName the name that is sent (SNI, but not when it is an IP address: RFC 6066
     *     section 3) and verified; empty where there is none, which fails where it must be verified
     * @param port of the task; with the name it tells which sessions may be resumed
     */
    public SslHandler newHandler(
            ByteBufAllocator allocator,
            Alpn protocol,
            String verifiedName,
            int port,
            Verification verification,
            Duration handshakeTimeout) {
        Contexts contexts = protocol == Alpn.HTTP_2 ? http2 : http1;
        SslContext context = contexts.of(verification);
        SslHandler handler =
                verifiedName.isEmpty()
                        ? context.newHandler(allocator)
                        : context.newHandler(allocator, verifiedName, port);
        handler.setWrapDataSize(LoopBuffers.TLS_RECORD_BYTES);
        handler.setHandshakeTimeout(handshakeTimeout.toMillis(), TimeUnit.MILLISECONDS);
        return handler;
    }

    /** After the last handler was made; connections go on. */
    @Override
    public void close() {
        http1.release();
        http2.release();
    }

    private static SslContextBuilder builder(
            TlsProvider provider, TrustManagerFactory trusted, Alpn alpn) {
        SslContextBuilder builder =
                SslContextBuilder.forClient()
                        .sslProvider(provider.netty())
                        .trustManager(trusted)
                        .protocols(TlsParameters.PROTOCOLS)
                        .ciphers(TlsParameters.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                        .sessionCacheSize(MAX_SESSIONS)
                        .sessionTimeout(SESSION_LIFETIME.toSeconds())
                        .applicationProtocolConfig(TlsParameters.alpn(alpn.id()));
        if (provider == TlsProvider.BORINGSSL) {
            builder.option(OpenSslContextOption.USE_TASKS, false)
                    .option(OpenSslContextOption.GROUPS, TlsParameters.groups(provider));
        }
        return builder;
    }
}
