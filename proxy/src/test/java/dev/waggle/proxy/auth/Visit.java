package dev.waggle.proxy.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waggle.proxy.exchange.Authenticator;
import dev.waggle.proxy.exchange.ClientConnection;
import dev.waggle.proxy.exchange.DownstreamEnd;
import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.exchange.ExchangeObserver;
import dev.waggle.proxy.exchange.ExchangeRecord;
import dev.waggle.proxy.exchange.ExchangeServices;
import dev.waggle.proxy.exchange.ExchangeSettings;
import dev.waggle.proxy.exchange.Failure;
import dev.waggle.proxy.exchange.ForwardedFor;
import dev.waggle.proxy.exchange.HttpChallenges;
import dev.waggle.proxy.exchange.LocalReplies;
import dev.waggle.proxy.exchange.RequestPolicy;
import dev.waggle.proxy.exchange.UpstreamSelector;
import dev.waggle.proxy.loop.Deadlines;
import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.Trailers;
import dev.waggle.routing.Auth;
import dev.waggle.routing.HostPattern;
import dev.waggle.routing.PathPrefix;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.TlsMode;
import dev.waggle.routing.Upstream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A real exchange that asks for a route, and what comes of it. */
final class Visit {
    /** What stands for an answer of the task behind the route. */
    static final int PASSED = 0;

    private static final String HOST = "kibana.example.org";

    private final CompletableFuture<Integer> outcome = new CompletableFuture<>();
    private final RequestHead head = new RequestHead();
    private final Exchange exchange;
    private String challenge = "";
    private String reason = "";

    private Visit(
            Authenticator authenticator,
            Route route,
            EventLoop loop,
            String from,
            String... values) {
        ask(values);
        ExchangeServices services =
                new ExchangeServices(
                        loop,
                        new ExchangeSettings(1024, 1_000_000, false),
                        new RequestPolicy(() -> tableOf(route), HttpChallenges.NONE, () -> 443),
                        authenticator,
                        _ -> new Endpoints(),
                        new ForwardedFor(_ -> false),
                        new LocalReplies(UnpooledByteBufAllocator.DEFAULT),
                        new Observer(),
                        new Deadlines(System::nanoTime));
        ClientConnection client =
                new ClientConnection(new InetSocketAddress(from, 40_000), false, 443, null);
        exchange = services.exchange(client, head, new Client());
    }

    private void ask(String... values) {
        int host = head.append(HOST);
        int method = head.append("GET");
        int target = head.append("/");
        head.host(host, method, -1);
        head.method(Method.GET, method, target);
        head.target(target, target + 1, target + 1);
        for (String value : values) {
            head.add(FieldName.AUTHORIZATION, value);
        }
    }

    private static RouteTable tableOf(Route route) {
        return new RouteTable(List.of(route), List.of(), List.of(), List.of());
    }

    /** Opens the exchange on the calling thread. */
    static Visit open(
            Authenticator authenticator,
            Route route,
            EventLoop loop,
            String from,
            String... values) {
        Visit visit = new Visit(authenticator, route, loop, from, values);
        visit.exchange.open();
        return visit;
    }

    /** Opens the exchange on its event loop. */
    static Visit openOnLoop(
            Authenticator authenticator, Route route, EventLoop loop, String... values) {
        Visit visit = new Visit(authenticator, route, loop, "192.0.2.1", values);
        loop.execute(visit.exchange::open);
        return visit;
    }

    static String basic(String user, String password) {
        return "Basic " + base64(user + ":" + password);
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    static Route route(Path file) {
        return route(new Auth.File(file, "the realm"));
    }

    static Route route(Auth auth) {
        RouteOptions defaults = RouteOptions.DEFAULTS;
        return new Route(
                "monitor_kibana",
                HostPattern.parse(HOST),
                PathPrefix.ROOT,
                null,
                0,
                new Upstream("monitor_kibana", List.of(), "no task is running"),
                new RouteOptions(
                        defaults.upstreamTls(),
                        defaults.maxBodyBytes(),
                        auth,
                        TlsMode.OFF,
                        defaults.certNames(),
                        defaults.timeouts(),
                        0));
    }

    /** The status of the local reply, or {@link #PASSED}; for tests where another thread works. */
    CompletableFuture<Integer> outcome() {
        return outcome;
    }

    /** The same as of now, -1 when there is none yet. */
    int status() {
        return outcome.getNow(-1);
    }

    /** {@code WWW-Authenticate} of the reply. */
    String challenge() {
        return challenge;
    }

    /** The word that the log and the metrics have for it, once it is over. */
    String reason() {
        return reason;
    }

    /** The client hangs up, and its connection reads the next request into the same head. */
    void leave() {
        exchange.downstreamFailed(Failure.downstream(Failure.Kind.CLIENT_GONE, "gone"));
        head.clear();
    }

    private final class Endpoints implements UpstreamSelector {
        @Override
        public void lend(Exchange passed) {
            outcome.complete(PASSED);
        }
    }

    private final class Client implements DownstreamEnd {
        @Override
        public void sendHead(ResponseHead response, boolean last) {
            challenge = response.valueText(FieldName.WWW_AUTHENTICATE);
            outcome.complete(response.status());
        }

        @Override
        public void sendInformational(ResponseHead response) {}

        @Override
        public void sendSwitch(ResponseHead response) {}

        @Override
        public void sendBody(ByteBuf data) {
            data.release();
        }

        @Override
        public void sendEnd(@Nullable Trailers trailers) {}

        @Override
        public void closeAfterResponse() {}

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void demandBody(boolean wanted) {}

        @Override
        public void abort(Failure failure) {}
    }

    private final class Observer implements ExchangeObserver {
        @Override
        public void opened(ExchangeRecord record) {}

        @Override
        public void finished(Exchange over, ExchangeRecord record, int status) {
            reason = record.reason();
            if (status == 499) {
                outcome.complete(status);
            }
        }

        @Override
        public void upstreamFailed(Failure failure, @Nullable Route route) {}

        @Override
        public void retried(Failure failure) {}
    }
}
