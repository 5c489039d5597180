package dev.waggle.proxy.tls;

import io.netty.handler.ssl.ClientAuth;
import java.nio.file.Path;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Whether clients are asked for certificates, and whose are good (RFC 8446 section 4.3.2).
 *
 * <p>The same for all hosts: which host a request is for is known only after the handshake, and one
 * connection may carry requests for several.
 *
 * @param auth none, optional or required
 * @param authorities verifies what a client shows; does no input and output
 */
public record ClientCertificates(ClientAuth auth, X509TrustManager authorities) {
    /** Nobody is asked. */
    public static final ClientCertificates NONE =
            new ClientCertificates(ClientAuth.NONE, TrustNobody.INSTANCE);

    /**
     * Asks every client.
     *
     * @param file PEM certificates of the authorities, and of no others: the system's are not
     *     trusted here
     * @param required whether a client without a certificate is turned away
     * @throws TlsUnusable when the file cannot be used
     */
    public static ClientCertificates signedBy(Path file, boolean required) throws TlsUnusable {
        for (TrustManager manager : TrustedAuthorities.only(file).getTrustManagers()) {
            if (manager instanceof X509TrustManager authorities) {
                return new ClientCertificates(
                        required ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL, authorities);
            }
        }
        throw new IllegalStateException("every Java verifies X.509");
    }
}
