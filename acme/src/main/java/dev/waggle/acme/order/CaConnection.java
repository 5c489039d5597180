package dev.waggle.acme.order;

import dev.waggle.acme.order.CaFault.ForeignUrl;
import java.io.IOException;
import java.net.URL;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.DefaultConnection;
import org.shredzone.acme4j.connector.HttpConnector;

/** acme4j's connection over our own transport. */
final class CaConnection extends DefaultConnection {

    private static final int MAX_URL_CHARACTERS = 4_000;

    private final CaProvider provider;

    CaConnection(HttpConnector connector, CaProvider provider) {
        super(connector);
        this.provider = provider;
    }

    @Override
    protected void sendRequest(Session session, URL url, Consumer<HttpRequest.Builder> body)
            throws IOException {
        checkUrl(session, url);
        HttpRequest.Builder builder =
                httpConnector
                        .createRequestBuilder(url)
                        .header("Accept-Charset", "utf-8")
                        .header("Accept-Language", session.getLanguageHeader());
        body.accept(builder);
        lastResponse = null;
        CaAnswer answer = provider.transport().exchange(builder.build());
        provider.answered(answer.retryAfter());
        lastResponse = answer;
    }

    /** A CA may send us to any host of its own; never from https to something weaker. */
    private static void checkUrl(Session session, URL url) throws ForeignUrl {
        String text = url.toString();
        if (!url.getProtocol().equals(session.getServerUri().getScheme())
                || text.length() > MAX_URL_CHARACTERS) {
            throw new ForeignUrl(text.substring(0, Math.min(200, text.length())));
        }
    }

    /** Kept out of acme4j's hands: see {@link CaAnswer}. */
    @Override
    public Optional<Instant> getRetryAfter() {
        return Optional.empty();
    }
}
