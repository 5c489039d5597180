package dev.waggle.proxy.admin;

import dev.waggle.proxy.config.Admin;
import dev.waggle.proxy.config.Wildcard;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * The admin listener: read-only pages over HTTP/1.1, on one thread of its own, so that a large
 * scrape does not hold up a request on the data path.
 */
public final class AdminServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final int MAX_CONNECTIONS = 64;
    private static final int MAX_REQUESTS_PER_CONNECTION = 1_000;
    private static final int MAX_REQUEST_LINE_BYTES = 2_048;
    private static final int MAX_HEAD_BYTES = 8_192;
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration REQUEST = Duration.ofSeconds(10);
    private static final Duration WRITE = Duration.ofSeconds(15);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

    private final AdminGuard guard;
    private final AdminPages pages;
    private final HttpServer http;
    private final LoopResources thread = LoopResources.create("admin", 1, true);
    private final AtomicInteger connections = new AtomicInteger();
    private volatile @Nullable DisposableServer server;

    public AdminServer(Admin admin, AdminPages pages) {
        this.guard = new AdminGuard(admin);
        this.pages = pages;
        this.http =
                HttpServer.create()
                        .bindAddress(() ->
                                new InetSocketAddress(
                                        Wildcard.usable(admin.address()), admin.port()))
                        .runOn(thread)
                        .protocol(HttpProtocol.HTTP11)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .httpRequestDecoder(limits ->
                                limits.maxInitialLineLength(MAX_REQUEST_LINE_BYTES)
                                        .maxHeaderSize(MAX_HEAD_BYTES))
                        .idleTimeout(IDLE)
                        .requestTimeout(REQUEST)
                        .maxKeepAliveRequests(MAX_REQUESTS_PER_CONNECTION)
                        .doOnChannelInit((_, channel, _) -> bound(channel))
                        .handle(this::handle);
    }

    /**
     * Binds, and returns when it listens.
     *
     * @throws RuntimeException when the port cannot be bound
     */
    public void start() {
        server = http.bindNow();
        LOG.info("admin listener on {}", address());
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        DisposableServer bound = server;
        if (bound == null) {
            throw new IllegalStateException("not started");
        }
        return (InetSocketAddress) bound.address();
    }

    /** Stops listening and closes what is open. */
    @Override
    public void close() {
        DisposableServer bound = server;
        if (bound != null) {
            bound.disposeNow(LONGEST_CLOSE);
        }
        thread.disposeLater(Duration.ZERO, LONGEST_CLOSE).block(LONGEST_CLOSE.multipliedBy(2));
    }

    /** Holds down how many there are and how long a slow reader may take for a piece. */
    private void bound(Channel channel) {
        boolean tooMany = connections.incrementAndGet() > MAX_CONNECTIONS;
        channel.closeFuture().addListener(_ -> connections.decrementAndGet());
        channel.pipeline()
                .addFirst(new WriteTimeoutHandler(WRITE.toMillis(), TimeUnit.MILLISECONDS));
        if (tooMany) {
            // Not at once: the channel is still being set up.
            channel.eventLoop().execute(channel::close);
        }
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        Answer answer = answer(request);
        boolean head = request.method().name().equals("HEAD");
        response.status(answer.status())
                .header(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                .header(HttpHeaderNames.CONTENT_LENGTH, "" + answer.body().length)
                .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .header("x-content-type-options", "nosniff")
                .header(HttpHeaderNames.CONTENT_SECURITY_POLICY, "default-src 'none'");
        if (answer.status() == 405) {
            response.header(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        return head
                ? response.send()
                : response.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(answer.body())));
    }

    private Answer answer(HttpServerRequest request) {
        if (!(request.connectionRemoteAddress() instanceof InetSocketAddress peer)
                || !(request.connectionHostAddress() instanceof InetSocketAddress local)) {
            return Answer.text(400, "No address.\n");
        }
        String host = request.requestHeaders().get(HttpHeaderNames.HOST);
        return guard.refusal(peer.getAddress(), local.getAddress(), request.method().name(), host)
                .orElseGet(() -> page(new QueryStringDecoder(request.uri()), peer.getAddress()));
    }

    private Answer page(QueryStringDecoder uri, InetAddress peer) {
        try {
            return pages.answer(uri.rawPath(), new Question(peer, firstValues(uri)));
        } catch (IllegalArgumentException e) {
            return Answer.text(400, "The query cannot be read.\n");
        } catch (RuntimeException e) {
            LOG.error("the admin page {} failed", uri.rawPath(), e);
            return Answer.text(500, "This page failed; the log says why.\n");
        }
    }

    private static Map<String, String> firstValues(QueryStringDecoder uri) {
        Map<String, String> values = new HashMap<>();
        uri.parameters().forEach((name, all) -> values.put(name, all.getFirst()));
        return values;
    }
}
