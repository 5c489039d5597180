package dev.waggle.proxy.exchange;

import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.Refusal;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.policy.HostNormaliser;
import dev.waggle.proxy.policy.PathNormaliser;
import dev.waggle.routing.Match;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.TlsMode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides from a request's head what becomes of it: the route of its host and path, or an answer of
 * our own.
 *
 * <p>Matching is done on a normalised copy of host and path, forwarding on the bytes as sent; a
 * path of which the two could be understood differently is refused. One per event loop, for its
 * scratch memory.
 */
public final class RequestPolicy {
    private static final byte[] CHALLENGE_PREFIX =
            "/.well-known/acme-challenge/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ROOT = {'/'};

    private static final Decision UNKNOWN_HOST =
            new Decision.Reply(LocalReply.of(404, "unknown-host"));
    private static final Decision UNKNOWN_PATH =
            new Decision.Reply(LocalReply.of(404, "unknown-path"));
    private static final Decision MISDIRECTED =
            new Decision.Reply(LocalReply.of(421, "misdirected"));

    private final HostNormaliser host = new HostNormaliser();
    private final PathNormaliser path = new PathNormaliser();
    private final Supplier<RouteTable> table;
    private final HttpChallenges challenges;
    private final IntSupplier httpsPort;

    /**
     * @param table the current table, asked once for each request
     * @param challenges answers ACME challenges on plain connections
     * @param httpsPort where plain requests are redirected to; known only when its listener is
     *     bound
     */
    public RequestPolicy(
            Supplier<RouteTable> table, HttpChallenges challenges, IntSupplier httpsPort) {
        this.table = table;
        this.challenges = challenges;
        this.httpsPort = httpsPort;
    }

    Decision decide(RequestHead request, ClientConnection client) {
        host.normalise(request);
        boolean asterisk = request.bytes()[request.targetStart()] == '*';
        Refusal refusal =
                asterisk
                        ? path.normalise(ROOT, 0, 1)
                        : path.normalise(request.bytes(), request.targetStart(), request.pathEnd());
        if (refusal != null) {
            return refuse(refusal, null);
        }
        ClientConnection.TlsSession tls = client.tls();
        if (tls == null) {
            return decidePlain(request);
        }
        return tls.covers(host.bytes(), 0, host.length())
                ? match(table.get(), request)
                : MISDIRECTED;
    }

    private static Decision refuse(Refusal refusal, @Nullable Route route) {
        return new Decision.Reply(LocalReply.of(refusal.status(), refusal.word()), route);
    }

    // ---- plain connections ----

    private Decision decidePlain(RequestHead request) {
        RouteTable current = table.get();
        Optional<String> answer = challengeAnswer(request);
        if (answer.isPresent()) {
            return new Decision.Reply(LocalReply.text(200, "acme-challenge", answer.get()));
        }
        if (!current.knowsHost(host.bytes(), 0, host.length())) {
            return UNKNOWN_HOST;
        }
        Route plain = plainRoute(current);
        if (plain != null) {
            return admit(current, plain, request);
        }
        return current.hasTls(hostText())
                ? redirectToHttps(request)
                : unknownPath(current, request);
    }

    private String hostText() {
        return new String(host.bytes(), 0, host.length(), StandardCharsets.US_ASCII);
    }

    /** RFC 8555 section 8.3. */
    private Optional<String> challengeAnswer(RequestHead request) {
        int start = request.targetStart() + CHALLENGE_PREFIX.length;
        if (request.pathEnd() <= start || !startsWithChallengePrefix(request)) {
            return Optional.empty();
        }
        return challenges.answer(hostText(), request.text(start, request.pathEnd()));
    }

    private static boolean startsWithChallengePrefix(RequestHead request) {
        for (int i = 0; i < CHALLENGE_PREFIX.length; i++) {
            if (request.bytes()[request.targetStart() + i] != CHALLENGE_PREFIX[i]) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Route plainRoute(RouteTable current) {
        return find(current) instanceof Match.Matched(Route route)
                        && route.options().tls() == TlsMode.OFF
                ? route
                : null;
    }

    private Decision redirectToHttps(RequestHead request) {
        int number = httpsPort.getAsInt();
        String port = number == 443 ? "" : ":" + number;
        String location =
                "https://"
                        + request.text(request.hostStart(), request.hostEnd())
                        + port
                        + pathAndQuery(request);
        return new Decision.Reply(LocalReply.redirect(permanently(request), location));
    }

    private static String pathAndQuery(RequestHead request) {
        String target = request.text(request.targetStart(), request.targetEnd());
        return target.equals("*") ? "/" : target;
    }

    /**
     * 308 keeps the method and the body, where 301 in practice does not (RFC 9110 section 15.4.2).
     */
    private static int permanently(RequestHead request) {
        return request.method() == Method.GET || request.method() == Method.HEAD ? 301 : 308;
    }

    // ---- routes ----

    private Match find(RouteTable current) {
        return current.match(
                host.bytes(), 0, host.length(), path.bytes(), path.start(), path.end());
    }

    private Decision match(RouteTable current, RequestHead request) {
        return switch (find(current)) {
            case Match.Matched(Route route) ->
                    route.options().tls() == TlsMode.OFF
                            ? UNKNOWN_PATH
                            : admit(current, route, request);
            case Match.UnknownHost() -> UNKNOWN_HOST;
            case Match.UnknownPath() -> unknownPath(current, request);
        };
    }

    /**
     * A path that is nobody's as we read it, but somebody's as it stands, is a trick (400) and not
     * a mistake.
     */
    private Decision unknownPath(RouteTable current, RequestHead request) {
        boolean named =
                !path.isPlain()
                        && routeOrTable(
                                        current,
                                        request.bytes(),
                                        request.targetStart(),
                                        request.pathEnd())
                                instanceof Route;
        return named ? refuse(Refusal.AMBIGUOUS_PATH, null) : UNKNOWN_PATH;
    }

    private Decision admit(RouteTable current, Route route, RequestHead request) {
        int contextLength = route.context().value().length();
        if (!path.isPlain()) {
            Refusal refusal =
                    path.check(
                            route,
                            contextLength,
                            (bytes, start, end) -> routeOrTable(current, bytes, start, end));
            if (refusal != null) {
                return refuse(refusal, route);
            }
        }
        boolean bareContext =
                !route.context().isRoot()
                        && request.pathEnd() - request.targetStart() == contextLength;
        return bareContext ? redirectIntoContext(route, request) : new Decision.Forward(route);
    }

    private Object routeOrTable(RouteTable current, byte[] bytes, int start, int end) {
        Match match = current.match(host.bytes(), 0, host.length(), bytes, start, end);
        return match instanceof Match.Matched(Route route) ? route : current;
    }

    /**
     * Relative links of an application work only below its context: {@code /github} becomes {@code
     * /github/}.
     */
    private static Decision redirectIntoContext(Route route, RequestHead request) {
        String location =
                request.text(request.targetStart(), request.pathEnd())
                        + "/"
                        + request.text(request.pathEnd(), request.targetEnd());
        return new Decision.Reply(LocalReply.redirect(permanently(request), location), route);
    }
}
