package dev.waggle.proxy;

import dev.waggle.proxy.exchange.ClientConnection;
import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.exchange.ExchangeObserver;
import dev.waggle.proxy.exchange.ExchangeRecord;
import dev.waggle.proxy.exchange.Failure;
import dev.waggle.proxy.exchange.LocalReply;
import dev.waggle.proxy.exchange.RefusalObserver;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.observe.AccessLogWriter;
import dev.waggle.proxy.observe.AccessRecord;
import dev.waggle.proxy.observe.LoopMetrics;
import dev.waggle.proxy.policy.ClientIdentity;
import dev.waggle.proxy.upstream.UpstreamObserver;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Route;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Turns what happens on one event loop into access log lines and counts. */
final class TrafficObserver implements ExchangeObserver, UpstreamObserver, RefusalObserver {
    private static final String NO_ROUTE = "";

    private final LoopMetrics metrics;
    private final AccessLogWriter log;
    private final ActiveExchanges active;
    private final UnprovenTasks unproven;
    private final AccessRecord line = new AccessRecord();

    TrafficObserver(
            LoopMetrics metrics,
            AccessLogWriter log,
            ActiveExchanges active,
            UnprovenTasks unproven) {
        this.metrics = metrics;
        this.log = log;
        this.active = active;
        this.unproven = unproven;
    }

    // ---- exchanges ----

    @Override
    public void opened(ExchangeRecord record) {
        record.late(active.entered());
    }

    @Override
    public void finished(Exchange exchange, ExchangeRecord record, int status) {
        active.left(record.isLate());
        long duration = System.nanoTime() - record.startNanos();
        Route route = record.route();
        metrics.route(route == null ? NO_ROUTE : route.name())
                .count(status, duration, record.requestBytes(), record.responseBytes());
        countTrouble(record, status);
        if (log.isOn()) {
            log(exchange, record, status, duration);
        }
    }

    private void countTrouble(ExchangeRecord record, int status) {
        Failure failure = record.failure();
        if (failure != null) {
            metrics.failed(failure.side(), failure.kind());
        }
        LocalReply reply = record.reply();
        if (reply != null && isRefusal(status)) {
            metrics.refused(reply.reason());
        }
    }

    /**
     * What a client did wrong; not what it did not find, nor what it may try again with a password.
     */
    private static boolean isRefusal(int status) {
        return (status / 100 == 4 && status != 404 && status != 401)
                || status == 501
                || status == 505;
    }

    private void log(Exchange exchange, ExchangeRecord record, int status, long duration) {
        line.clear();
        line.client(addressOf(exchange));
        line.head(exchange.request());
        line.status(status);
        line.requestBytes(record.requestBytes());
        line.responseBytes(record.responseBytes());
        line.startMillis(record.startEpochMillis());
        line.durationNanos(duration);
        line.headNanos(record.headNanos() < 0 ? AccessRecord.NONE : record.headNanos());
        ClientConnection.TlsSession tls = exchange.client().tls();
        line.tls(tls == null ? "" : tls.protocol());
        Route route = record.route();
        line.route(route == null ? "" : route.name());
        Endpoint endpoint = record.endpoint();
        if (endpoint != null) {
            line.service(endpoint.service());
            line.endpoint(endpoint.host(), endpoint.port());
        }
        line.failure(record.reason());
        String requestId = record.requestIdIfAny();
        line.requestId(requestId == null ? "" : requestId);
        log.write(line);
    }

    private static byte[] addressOf(Exchange exchange) {
        ClientIdentity identity = exchange.identity();
        if (identity == exchange.client().identity()) {
            return exchange.client().address();
        }
        String text = new String(identity.clientAddress(), StandardCharsets.US_ASCII);
        byte[] address = NetUtil.createByteArrayFromIpAddressString(text);
        return address == null ? exchange.client().address() : address;
    }

    @Override
    public void refused(
            ClientConnection client,
            @Nullable RequestHead head,
            int status,
            String reason,
            String requestId,
            long bytes) {
        metrics.refused(reason);
        metrics.route(NO_ROUTE).count(status, 0, 0, bytes);
        if (log.isOn()) {
            line.clear();
            line.client(client.address());
            line.head(head);
            line.status(status);
            line.responseBytes(bytes);
            line.startMillis(System.currentTimeMillis());
            ClientConnection.TlsSession tls = client.tls();
            line.tls(tls == null ? "" : tls.protocol());
            line.failure(reason);
            line.requestId(requestId);
            log.write(line);
        }
    }

    @Override
    public void streamEnded(String kind) {
        metrics.streamEnded(kind);
    }

    @Override
    public void waiting(int by) {
        metrics.waiting(by);
    }

    @Override
    public void waited(String result) {
        metrics.waited(result);
    }

    // ---- upstream ----

    @Override
    public void upstreamFailed(Failure failure, @Nullable Route route) {
        if (failure.side() == Failure.Side.UPSTREAM) {
            metrics.failed(failure.side(), failure.kind());
        }
        if (failure.kind() == Failure.Kind.CONNECT_TLS && route != null) {
            unproven.failed(failure.reason(), route);
        }
    }

    @Override
    public void retried(Failure failure) {
        metrics.retried(failure.reason());
    }

    @Override
    public void connected() {
        metrics.upstreamConnect("ok");
        metrics.upstreamOpened();
    }

    @Override
    public void connectFailed(String reason) {
        metrics.upstreamConnect(reason);
    }

    @Override
    public void closed() {
        metrics.upstreamClosed();
    }

    @Override
    public void idleChanged(int by) {
        metrics.upstreamIdle(by);
    }
}
