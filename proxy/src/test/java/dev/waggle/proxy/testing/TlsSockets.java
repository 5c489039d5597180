package dev.waggle.proxy.testing;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Connections with TLS by the JDK, which has nothing in common with the library of the proxy. */
public final class TlsSockets {
    private TlsSockets() {}

    /**
     * Shakes hands on a connection, which it closes when that fails.
     *
     * @param host that is named, and that the certificate has to be for
     * @param protocols that are offered (ALPN), the best first
     */
    public static SSLSocket handshake(
            Socket plain, SSLContext context, String host, String... protocols) throws IOException {
        try {
            SSLSocket socket =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(plain, host, plain.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(host)));
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setApplicationProtocols(protocols);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }
}
