package dev.waggle.proxy.auth;

import dev.waggle.proxy.exchange.Authenticator;
import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.exchange.ExchangeServices;
import dev.waggle.routing.ForwardAuth;
import dev.waggle.routing.HttpUrl;
import dev.waggle.routing.Route;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.Map;

/**
 * Asks the service that a route names, with a question for each request, whether it may pass.
 *
 * <p>The request's body is not part of the question: it waits with the client until the answer is
 * there. No answer is a no. One per event loop, on which question and request both live.
 */
public final class ForwardAuthenticator implements Authenticator {
    /** Tables come and go; who is asked seldom changes. */
    private static final int MAX_KEPT_ROUTES = 1024;

    private final ExchangeServices services;
    private final Map<HttpUrl, Route> routes = new HashMap<>();

    /**
     * @param services what questions are made of
     */
    public ForwardAuthenticator(ExchangeServices services) {
        this.services = services.unobserved();
    }

    @Override
    public void authenticate(Route route, Exchange exchange) {
        ForwardAuth auth = route.options().forwardAuth();
        if (auth == null) {
            exchange.authenticated(null);
        } else {
            ask(auth, exchange);
        }
    }

    private void ask(ForwardAuth auth, Exchange exchange) {
        AuthAnswer answer = new AuthAnswer(auth, exchange);
        Exchange question =
                services.question(
                        exchange.client(),
                        AuthQuestion.asker(exchange.identity()),
                        AuthQuestion.about(exchange.request(), exchange.identity(), auth.url()),
                        answer);
        answer.to(question);
        question.openTo(routeTo(auth.url()), Unpooled.EMPTY_BUFFER);
    }

    private Route routeTo(HttpUrl url) {
        if (routes.size() >= MAX_KEPT_ROUTES) {
            routes.clear();
        }
        return routes.computeIfAbsent(url, ForwardAuthRoute::of);
    }
}
