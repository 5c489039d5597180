package dev.waggle.proxy.tls;

import dev.waggle.acme.ServerCertificate;
import dev.waggle.proxy.loop.LoopBuffers;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One certificate made ready for handshakes. Connections that it has begun outlive it. Safe for all
 * threads.
 */
final class ServerContext {

    private final ServerCertificate certificate;
    private final ShownNames shownNames;
    private final SslContext ssl;
    private final byte[] identity;
    private volatile byte @Nullable [] staple;

    ServerContext(ServerCertificate certificate, SslContext ssl) {
        this.certificate = certificate;
        this.shownNames = new ShownNames(certificate.names());
        this.ssl = ssl;
        this.identity = identityOf(certificate);
    }

    ServerCertificate certificate() {
        return certificate;
    }

    ShownNames shownNames() {
        return shownNames;
    }

    /**
     * A handler for one connection, or null when this context was discarded meanwhile: look up
     * again.
     */
    @Nullable SslHandler newHandler(ByteBufAllocator allocator) {
        try {
            ReferenceCountUtil.retain(ssl);
        } catch (IllegalReferenceCountException _) {
            return null;
        }
        try {
            SslHandler handler = ssl.newHandler(allocator);
            handler.setWrapDataSize(LoopBuffers.TLS_RECORD_BYTES);
            return stapled(handler);
        } finally {
            ReferenceCountUtil.release(ssl);
        }
    }

    private SslHandler stapled(SslHandler handler) {
        byte[] current = staple;
        if (current != null && handler.engine() instanceof ReferenceCountedOpenSslEngine engine) {
            engine.setOcspResponse(current);
        }
        return handler;
    }

    /**
     * What the next handshakes send to clients that ask for a proof that the certificate is not
     * revoked (RFC 6066 section 8); null for nothing. Only with BoringSSL.
     */
    void staple(byte @Nullable [] response) {
        staple = response;
    }

    /** The JDK keeps ticket keys of its own in each context and rotates them by itself. */
    void useTickets(TicketSecrets secrets) {
        if (ssl.sessionContext() instanceof OpenSslServerSessionContext sessions) {
            sessions.setSessionIdContext(identity);
            sessions.setTicketKeys(secrets.keysFor(identity));
        }
    }

    /** No new handshakes; the native memory goes with the last connection. */
    void discard() {
        ReferenceCountUtil.release(ssl);
    }

    /** By names and not by bytes, so that a ticket outlives a renewal. */
    private static byte[] identityOf(ServerCertificate certificate) {
        try {
            String names = String.join(",", new TreeSet<>(certificate.names()));
            return MessageDigest.getInstance("SHA-256")
                    .digest(names.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
