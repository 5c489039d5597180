package dev.waggle.benchmarks.load;

import dev.waggle.benchmarks.peer.Site;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509TrustManager;

/**
 * TLS 1.3 as the clients written here speak it: BoringSSL, X25519, any certificate. Safe for
 * several threads.
 *
 * <p>X25519 alone, as the other loads offer it and the other proxies are configured: a client that
 * offers X25519MLKEM768 too gets it from Waggle, and that is a quarter of the handshake's CPU time.
 */
final class ClientTls {
    private final Sessions sessions;
    private final AtomicLong certificatesSeen = new AtomicLong();
    private final SslContext context = newContext();

    /** Whether a connection goes on with the session of one before it. */
    enum Sessions {
        RESUMED,
        ALWAYS_NEW
    }

    ClientTls(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Handshakes so far that were full ones: only in these a server shows its certificate. */
    long fullHandshakes() {
        return certificatesSeen.get();
    }

    /** For one connection. */
    SslHandler handler(ByteBufAllocator allocator, int port) {
        return switch (sessions) {
            case RESUMED -> context.newHandler(allocator, Site.HOST, port);
            case ALWAYS_NEW -> new SslHandler(nameless(allocator));
        };
    }

    /** Sessions are kept by host and port: an engine that was told neither finds none. */
    private SSLEngine nameless(ByteBufAllocator allocator) {
        SSLEngine engine = context.newEngine(allocator);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(Site.HOST)));
        engine.setSSLParameters(parameters);
        return engine;
    }

    private SslContext newContext() {
        try {
            return SslContextBuilder.forClient()
                    .sslProvider(SslProvider.OPENSSL)
                    .protocols("TLSv1.3")
                    .option(OpenSslContextOption.GROUPS, new String[] {"X25519"})
                    .endpointIdentificationAlgorithm(null)
                    .trustManager(new Counting())
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Counting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new IllegalStateException("this is the client");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            certificatesSeen.incrementAndGet();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
