package dev.waggle.proxy.exchange;

import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Route;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange was: the material of its access log line and of its metrics. Nanosecond times
 * are relative.
 */
public final class ExchangeRecord {
    private static final long NOT_YET = Long.MIN_VALUE;

    private final long startNanos;
    private final long startEpochMillis;
    private @Nullable Route route;
    private @Nullable Endpoint endpoint;
    private @Nullable Failure failure;
    private @Nullable LocalReply reply;
    private @Nullable String requestId;
    private long upstreamNanos = NOT_YET;
    private long headNanos = NOT_YET;
    private long requestBytes;
    private long responseBytes;
    private int status;
    private boolean late;

    ExchangeRecord(long startNanos, long startEpochMillis) {
        this.startNanos = startNanos;
        this.startEpochMillis = startEpochMillis;
    }

    void route(Route matched) {
        route = matched;
    }

    void upstream(Endpoint chosen, long nanos) {
        endpoint = chosen;
        upstreamNanos = nanos;
    }

    void response(int newStatus, long nanos) {
        status = newStatus;
        headNanos = nanos;
    }

    void failure(Failure first) {
        if (failure == null) {
            failure = first;
        }
    }

    void reply(LocalReply local) {
        reply = local;
    }

    void bytes(long request, long response) {
        requestBytes = request;
        responseBytes = response;
    }

    int status() {
        return status;
    }

    /** Marks an exchange that began when the process was about to stop already. */
    public void late(boolean value) {
        late = value;
    }

    public boolean isLate() {
        return late;
    }

    /** When the request head was complete, as {@link System#nanoTime()}. */
    public long startNanos() {
        return startNanos;
    }

    /** The same moment as milliseconds since 1970. */
    public long startEpochMillis() {
        return startEpochMillis;
    }

    /** The route that matched, if any did. */
    public @Nullable Route route() {
        return route;
    }

    /** The endpoint that was asked last, if any was. */
    public @Nullable Endpoint endpoint() {
        return endpoint;
    }

    /** What went wrong first, if anything did. */
    public @Nullable Failure failure() {
        return failure;
    }

    /** The local reply that was sent, if one was. */
    public @Nullable LocalReply reply() {
        return reply;
    }

    /** Why a task did not answer, as a short stable word; empty when one did. */
    public String reason() {
        if (failure != null) {
            return failure.reason();
        }
        return reply == null ? "" : reply.reason();
    }

    /** From the start to a connection to the endpoint, or -1. */
    public long connectNanos() {
        return upstreamNanos == NOT_YET ? -1 : upstreamNanos - startNanos;
    }

    /** From the start to the response head, or -1. */
    public long headNanos() {
        return headNanos == NOT_YET ? -1 : headNanos - startNanos;
    }

    /** Bytes of the request body, as received. */
    public long requestBytes() {
        return requestBytes;
    }

    /** Bytes of the response body, as handed to the client's end. */
    public long responseBytes() {
        return responseBytes;
    }

    /** The id that local replies show; made when it is first asked for. */
    public String requestId() {
        if (requestId == null) {
            requestId = RequestId.next();
        }
        return requestId;
    }

    /** The id if one was made. */
    public @Nullable String requestIdIfAny() {
        return requestId;
    }
}
