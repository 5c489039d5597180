package dev.waggle.acme.order;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.Connection;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.provider.AbstractAcmeProvider;
import org.shredzone.acme4j.toolbox.JSON;

/**
 * Makes acme4j speak over our own transport. One for each session, and one session for each order:
 * acme4j lets one request at a time through a session, because of its nonce.
 */
final class CaProvider extends AbstractAcmeProvider {

    private final URI directory;
    private final CaTransport transport;
    private final DirectoryCache directories;
    private Optional<Duration> retryAfter = Optional.empty();

    CaProvider(URI directory, CaTransport transport, DirectoryCache directories) {
        this.directory = directory;
        this.transport = transport;
        this.directories = directories;
    }

    CaTransport transport() {
        return transport;
    }

    void answered(Optional<Duration> retryAfter) {
        this.retryAfter = retryAfter;
    }

    /** What the last answer asked to wait. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    @Override
    public boolean accepts(URI serverUri) {
        return serverUri.equals(directory);
    }

    @Override
    public URL resolve(URI serverUri) {
        try {
            return serverUri.toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("an issuer's directory is a URL", e);
        }
    }

    @Override
    public HttpClient createHttpClient(NetworkSettings settings) {
        return transport.client();
    }

    @Override
    public Connection connect(URI serverUri, NetworkSettings settings, HttpClient client) {
        return new CaConnection(createHttpConnector(settings, client), this);
    }

    /** acme4j asks before each request; the answer is the same for all sessions of a while. */
    @Override
    public @Nullable JSON directory(Session session, URI serverUri) throws AcmeException {
        return session.hasDirectory() ? null : directories.read(() -> fetch(session, serverUri));
    }

    private JSON fetch(Session session, URI serverUri) throws AcmeException {
        try (Connection connection = session.connect()) {
            connection.sendRequest(resolve(serverUri), session, null);
            return connection.readJsonResponse();
        }
    }
}
