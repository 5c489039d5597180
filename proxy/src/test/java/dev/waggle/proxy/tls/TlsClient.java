package dev.waggle.proxy.tls;

import dev.waggle.proxy.testing.TlsSockets;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A JDK client: independent of the TLS library that is tested. */
final class TlsClient {

    private final SSLContext context;

    TlsClient(TestCertificates authority) {
        try {
            context = SSLContext.getInstance("TLS");
            context.init(null, authority.trust().getTrustManagers(), null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Connects and shakes hands, verifying that the certificate is for that name. */
    SSLSocket connect(TlsEcho server, String name, String... alpn) throws IOException {
        return TlsSockets.handshake(server.connect(), context, name, alpn);
    }

    /** Without a server name and without verifying one. */
    SSLSocket connectWithoutName(TlsEcho server) throws IOException {
        return handshake(unconnected(server, "127.0.0.1"));
    }

    SSLSocket connectWith(TlsEcho server, String name, String protocol, String... ciphers)
            throws IOException {
        SSLSocket socket = unconnected(server, name);
        socket.setEnabledProtocols(new String[] {protocol});
        if (ciphers.length > 0) {
            socket.setEnabledCipherSuites(ciphers);
        }
        return handshake(socket);
    }

    static String echo(SSLSocket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return new String(
                socket.getInputStream().readNBytes(text.length()), StandardCharsets.US_ASCII);
    }

    static X509Certificate shown(SSLSocket socket) throws IOException {
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }

    private SSLSocket unconnected(TlsEcho server, String name) throws IOException {
        Socket plain = server.connect();
        SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(plain, name, server.address().getPort(), true);
        socket.setUseClientMode(true);
        return socket;
    }

    private static SSLSocket handshake(SSLSocket socket) throws IOException {
        try {
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
