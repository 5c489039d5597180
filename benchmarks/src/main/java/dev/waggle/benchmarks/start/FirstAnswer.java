package dev.waggle.benchmarks.start;

import dev.waggle.benchmarks.peer.Backend;
import dev.waggle.benchmarks.peer.Site;
import dev.waggle.benchmarks.process.Program;
import dev.waggle.benchmarks.process.ProgramFailed;
import dev.waggle.proxy.tls.TlsUnusable;
import dev.waggle.proxy.tls.TrustedAuthorities;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A client that knocks until it is let in, and then asks for one page. Blocks. */
final class FirstAnswer {
    private static final Duration AT_LATEST = Duration.ofMinutes(2);
    private static final Duration BETWEEN_KNOCKS = Duration.ofMillis(2);
    private static final int READ_TIMEOUT_MILLIS = 60_000;
    private static final String REQUEST =
            "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                    .formatted(Backend.Paths.SMALL, Site.HOST);

    private final SSLContext trust;

    /**
     * @param chain PEM file of the certificate that the server shows, and of no other
     */
    FirstAnswer(Path chain) {
        this.trust = trusting(chain);
    }

    /**
     * Knocks, and returns the connection when it is let in.
     *
     * @throws ProgramFailed when the program ends, or does not listen within 2 minutes
     */
    Socket connect(Program program, int port) {
        long deadline = System.nanoTime() + AT_LATEST.toNanos();
        while (program.isAlive() && System.nanoTime() - deadline < 0) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (IOException e) {
                // Nobody listens yet.
                LockSupport.parkNanos(BETWEEN_KNOCKS.toNanos());
            }
        }
        throw new ProgramFailed("nobody listens on port " + port + ": " + program.lastWords());
    }

    /**
     * Asks on a connection, and returns when the whole answer is there.
     *
     * @throws ProgramFailed when it is another one than 200
     */
    void ask(Socket connection) throws IOException {
        connection.setSoTimeout(READ_TIMEOUT_MILLIS);
        try (SSLSocket socket =
                (SSLSocket)
                        trust.getSocketFactory()
                                .createSocket(connection, Site.HOST, connection.getPort(), true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(Site.HOST)));
            socket.setSSLParameters(parameters);
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            if (!answer.startsWith("HTTP/1.1 200 ")) {
                throw new ProgramFailed("the first answer was: " + answer);
            }
        }
    }

    private static SSLContext trusting(Path chain) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, TrustedAuthorities.only(chain).getTrustManagers(), null);
            return context;
        } catch (TlsUnusable | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
