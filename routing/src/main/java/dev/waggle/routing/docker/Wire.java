package dev.waggle.routing.docker;

import com.github.dockerjava.core.LocalDirectorySSLConfig;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * An open connection to the Engine. Reading and writing block until the deadline closes it, or
 * another thread does.
 */
record Wire(InputStream in, OutputStream out, Closeable socket, Deadline deadline)
        implements Closeable {

    /**
     * Connects.
     *
     * @param certFolder for TLS to a TCP port
     * @param deadline for connecting and all that follows
     */
    static Wire open(
            DockerHost host, Optional<Path> certFolder, Duration connectTimeout, Duration deadline)
            throws IOException {
        return switch (host) {
            case DockerHost.UnixSocket(var path) -> unixSocket(path, deadline);
            case DockerHost.TcpPort port -> tcp(port, certFolder, connectTimeout, deadline);
        };
    }

    @Override
    public void close() throws IOException {
        deadline.close();
        socket.close();
    }

    private static Wire unixSocket(Path path, Duration limit) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        Deadline deadline = Deadline.start(limit, channel);
        try {
            // Waits while the Engine's queue of connections is full.
            channel.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            deadline.close();
            channel.close();
            throw deadline.explain(e);
        }
        return new Wire(
                deadline.explaining(Channels.newInputStream(channel)),
                Channels.newOutputStream(channel),
                channel,
                deadline);
    }

    private static Wire tcp(
            DockerHost.TcpPort port,
            Optional<Path> certFolder,
            Duration connectTimeout,
            Duration limit)
            throws IOException {
        Socket plain = new Socket();
        Deadline deadline = Deadline.start(limit, plain);
        try {
            plain.setTcpNoDelay(true);
            plain.setKeepAlive(true);
            int timeoutMillis = Math.toIntExact(connectTimeout.toMillis());
            plain.connect(new InetSocketAddress(port.host(), port.port()), timeoutMillis);
            Socket socket =
                    certFolder.isPresent()
                            ? tls(plain, port, certFolder.get(), timeoutMillis)
                            : plain;
            return new Wire(
                    deadline.explaining(socket.getInputStream()),
                    socket.getOutputStream(),
                    socket,
                    deadline);
        } catch (IOException e) {
            deadline.close();
            plain.close();
            throw deadline.explain(e);
        }
    }

    /** TLS with the client certificate of the folder; the server's must fit the host's name. */
    private static Socket tls(
            Socket plain, DockerHost.TcpPort port, Path certFolder, int timeoutMillis)
            throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        context(certFolder)
                                .getSocketFactory()
                                .createSocket(plain, port.host(), port.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        plain.setSoTimeout(timeoutMillis);
        socket.startHandshake();
        plain.setSoTimeout(0);
        return socket;
    }

    /**
     * Read anew for every connection, so that a renewed certificate counts at once. The price is a
     * full handshake for each question, about one a second.
     */
    private static SSLContext context(Path certFolder) throws IOException {
        SSLContext context;
        try {
            context = new LocalDirectorySSLConfig(certFolder.toString()).getSSLContext();
        } catch (RuntimeException e) {
            throw new DockerUnavailable("cannot use the certificates in " + certFolder, e);
        }
        if (context == null) {
            throw new DockerUnavailable(
                    "no ca.pem, cert.pem and key.pem that can be read in " + certFolder);
        }
        return context;
    }
}
