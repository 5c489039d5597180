package dev.waggle.proxy.exchange;

import static java.util.Objects.requireNonNull;

import dev.waggle.proxy.compress.CompressedBody;
import dev.waggle.proxy.loop.Deadline;
import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.Trailers;
import dev.waggle.proxy.middleware.CrossOrigin;
import dev.waggle.proxy.middleware.RedirectLocation;
import dev.waggle.proxy.middleware.RequestEdits;
import dev.waggle.proxy.middleware.ResponseEdits;
import dev.waggle.proxy.policy.ClientIdentity;
import dev.waggle.routing.Cors;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Middleware;
import dev.waggle.routing.Outlook;
import dev.waggle.routing.Redirect;
import dev.waggle.routing.Route;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response crossing the proxy, between two ends.
 *
 * <p>Lives on one event loop from its first to its last call. The ends tell it what comes; it
 * decides what goes out, holds one side back while the other cannot take more, and turns a failure
 * into a retry, a local reply or an abort. It ends exactly once, with one access record.
 */
public final class Exchange {
    private static final Failure CLIENTS_DEADLINE =
            Failure.upstream(Failure.Kind.RESPONSE_TIMEOUT, "grpc-deadline");
    private static final Failure SCALED_TO_ZERO =
            Failure.upstream(Failure.Kind.NO_ENDPOINT, "scaled-to-zero");
    private static final Failure WAITED_IN_VAIN =
            Failure.upstream(Failure.Kind.NO_ENDPOINT, "waited-in-vain");
    private static final Failure BEHIND_OTHERS =
            Failure.upstream(Failure.Kind.NO_ENDPOINT_YET, "no-endpoint-yet");
    private static final Failure NO_ROOM_TO_WAIT =
            Failure.upstream(Failure.Kind.OVERLOADED, "waiting-room-full");

    private static final String EVENT_STREAM = "text/event-stream";

    private final ExchangeServices services;
    private final ClientConnection client;
    private final ClientIdentity identity;
    private final RequestHead request;
    private final DownstreamEnd downstream;
    private final ExchangeRecord record;

    private @Nullable Route route;
    private @Nullable Authenticator guard;
    private Map<String, String> acquired = Map.of();
    private List<String> cookies = List.of();
    private @Nullable UpstreamSelector selector;
    private @Nullable EndpointClaim claim;
    private @Nullable UpstreamEnd upstream;
    private @Nullable UpstreamRequest outgoing;
    private @Nullable RequestBuffer waiting;
    private @Nullable ReplayBuffer sent;
    private @Nullable Trailers requestTrailers;
    private @Nullable Deadline waitDeadline;
    private WaitingRoom.@Nullable Turn turn;
    private @Nullable Deadline bufferDeadline;
    private @Nullable Deadline clientsDeadline;
    private @Nullable LongStream longStream;
    private LongStreams.@Nullable Watched watched;
    private @Nullable CompressedBody compressed;

    /** The ids of endpoints at which an attempt has failed. */
    private @Nullable List<String> tried;

    /** Why the attempt before failed: says more than that there is no other endpoint. */
    private @Nullable Failure lastFailure;

    private long maxBody;
    private long waitingBytes;
    private long requestBytes;
    private long responseBytes;
    private int attempts;
    private Phase phase = Phase.DECIDING;
    private boolean requestEnded;
    private boolean responseStarted;
    private boolean responseEnded;
    private boolean tunnel;
    private boolean bodySent;
    private boolean answerBegun;
    private @Nullable Runnable atEnd;
    private boolean grpcTrailers;

    /** Whether the table says where it goes; not so for questions of the proxy's own. */
    private boolean routed;

    private enum Phase {
        /** Nothing is decided; authentication may be under way. */
        DECIDING,
        /** Holding a small body of unknown length back, to learn its length. */
        BUFFERING,
        /** An endpoint was asked for. */
        CONNECTING,
        /** There is none, but one is on its way. */
        WAITING,
        /** Both ends are there. */
        RELAYING,
        /** Over: nothing that comes now has an effect. */
        DONE
    }

    Exchange(
            ExchangeServices services,
            ClientConnection client,
            ClientIdentity identity,
            RequestHead request,
            DownstreamEnd downstream) {
        this.services = services;
        this.client = client;
        this.identity = identity;
        this.request = request;
        this.downstream = downstream;
        this.record = new ExchangeRecord(services.nanoTime(), services.epochMillis());
    }

    // ---- what the exchange is about, for its ends and its selector ----

    /** The request; its ranges stay valid until the exchange is over. */
    public RequestHead request() {
        return request;
    }

    /** The connection that the request came on. */
    public ClientConnection client() {
        return client;
    }

    /** Who the request comes from, behind trusted proxies too. */
    public ClientIdentity identity() {
        return identity;
    }

    /** Runs something on the event loop that the exchange lives on. */
    public void execute(Runnable task) {
        services.loop().execute(task);
    }

    /** Runs something there when this much time has passed. */
    public void executeAfter(long nanos, Runnable task) {
        var _ = services.loop().schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    /** Whether an attempt at any endpoint has failed already. */
    public boolean hasTriedAny() {
        return tried != null;
    }

    /** Whether an attempt at this endpoint has failed already. */
    public boolean hasTried(Endpoint endpoint) {
        return tried != null && tried.contains(endpoint.id());
    }

    /**
     * Whether a connection that has been idle for a while may be used: it might just be closing
     * (RFC 9112 section 9.3.1).
     */
    public boolean mayReuseIdleConnection() {
        return request.method().isIdempotent() && isFirstAttempt();
    }

    /**
     * Whether only a connection that is opened for it will do: the last had ended, so the others
     * that wait at that task may have ended too.
     */
    public boolean needsNewConnection() {
        return lastFailure != null && lastFailure.kind() == Failure.Kind.STALE_CONNECTION;
    }

    /** Whether nothing has been tried yet. */
    public boolean isFirstAttempt() {
        return attempts <= 1;
    }

    /** Why a task did not answer, as a short stable word; empty when one did. */
    public String failureReason() {
        return record.reason();
    }

    /** Whether the exchange is over. */
    public boolean isDone() {
        return phase == Phase.DONE;
    }

    // ---- the decision ----

    /** Starts it, once its downstream end knows it. */
    public void open() {
        announce();
        proceed();
    }

    /** The first half of {@link #open()}: it counts, but nothing is done for it yet. */
    public void announce() {
        services.observer().opened(record);
    }

    /** The second half of {@link #open()}, unless it is over already. */
    public void proceed() {
        if (phase == Phase.DONE) {
            return;
        }
        routed = true;
        switch (services.policy().decide(request, client)) {
            case Decision.Forward(Route matched) -> authenticate(matched);
            case Decision.Reply local -> reply(local);
        }
    }

    /**
     * Starts it to a route that is decided already, past policy and authentication: a question of
     * the proxy's own.
     *
     * @param body the whole of it, empty for none; owned by the exchange from here on
     */
    public void openTo(Route decided, ByteBuf body) {
        services.observer().opened(record);
        if (body.isReadable()) {
            waiting().add(body);
            waiting().end(null);
        } else {
            body.release();
        }
        requestEnded = true;
        route = decided;
        record.route(decided);
        pass();
    }

    private void reply(Decision.Reply local) {
        if (local.route() != null) {
            record.route(local.route());
        }
        reply(local.reply());
    }

    private void authenticate(Route matched) {
        route = matched;
        record.route(matched);
        if (!matched.options().admission().isOpen()) {
            LocalReply refusal = services.admissions().refusal(matched, this);
            if (refusal != null) {
                reply(refusal);
                return;
            }
        }
        Cors cors = matched.options().cors();
        if (cors != null && CrossOrigin.isPreflight(request)) {
            // Browsers send no credentials with it (Fetch, CORS-preflight fetch).
            List<Map.Entry<String, String>> fields = CrossOrigin.preflightFields(cors, request);
            reply(new LocalReply(204, "preflight", fields, ""));
            return;
        }
        guard = services.authenticator();
        guard.authenticate(matched, this);
    }

    /** What happens when the exchange is over, however it ends; at most one. */
    public void atEnd(Runnable action) {
        atEnd = action;
    }

    /**
     * What an {@link Authenticator} found out about the client goes to the task, and what the
     * client sent under these names does not; before {@link #authenticated}.
     *
     * @param fields by name without regard to case; empty for a field that is only taken out
     * @param setCookies values of {@code Set-Cookie} for the client
     */
    public void acquire(Map<String, String> fields, List<String> setCookies) {
        acquired = fields;
        cookies = setCookies;
    }

    /** The answer of the {@link Authenticator}: a refusal, or null to go on. */
    public void authenticated(@Nullable LocalReply refusal) {
        if (phase == Phase.DONE) {
            return;
        }
        if (refusal != null) {
            reply(refusal);
            return;
        }
        guard = guard == null ? null : guard.next();
        if (guard == null) {
            pass();
        } else {
            guard.authenticate(route(), this);
        }
    }

    /**
     * The answer of somebody who was asked about the client, and who says no: the client gets it as
     * it is.
     *
     * @param head its fields for the client, without a length; read during the call
     * @param body the whole of it; owned by this from here on
     */
    public void denied(ResponseHead head, ByteBuf body) {
        if (phase == Phase.DONE) {
            body.release();
            return;
        }
        boolean bodiless = request.method() == Method.HEAD || isBodiless(head.status());
        boolean last = bodiless || !body.isReadable();
        if (!isBodiless(head.status())) {
            head.contentLength(body.readableBytes());
            head.add(FieldName.CONTENT_LENGTH, Integer.toString(body.readableBytes()));
        }
        responseBytes = last ? 0 : body.readableBytes();
        record.response(head.status(), services.nanoTime());
        end(head.status());
        edit(head);
        downstream.sendHead(head, last);
        if (last) {
            body.release();
        } else {
            downstream.sendBody(body);
            downstream.sendEnd(null);
        }
    }

    private static boolean isBodiless(int status) {
        return status == 204 || status == 304;
    }

    private void pass() {
        Route matched = route();
        Redirect redirect = matched.options().redirectTo();
        if (redirect != null) {
            String location = RedirectLocation.of(redirect, request);
            reply(LocalReply.redirect(redirect.status(), location));
            return;
        }
        maxBody = matched.options().maxBodyBytes();
        if (isTooLarge(Math.max(request.contentLength(), requestBytes))) {
            reply(LocalReply.of(413, "body-too-large"));
            return;
        }
        boolean http2 = matched.options().protocol().isHttp2();
        if (http2 && request.isUpgrade()) {
            reply(LocalReply.of(501, "upgrade-over-http2"));
            return;
        }
        watchClientsDeadline();
        selector = services.selectorFor(matched);
        if (!http2 && request.isChunked() && !request.isUpgrade() && !requestEnded) {
            bufferBody();
        } else {
            connect(bodyFraming());
        }
    }

    /** Who waits no longer than this says so; others may wait for a stream as long as it flows. */
    private void watchClientsDeadline() {
        long nanos = Grpc.is(request) ? Grpc.timeoutNanos(request) : Grpc.NO_TIMEOUT;
        if (nanos != Grpc.NO_TIMEOUT) {
            clientsDeadline = services.deadline(() -> endEarly(CLIENTS_DEADLINE));
            clientsDeadline.setIn(nanos);
        }
    }

    private void endEarly(Failure failure) {
        if (phase == Phase.DONE) {
            return;
        }
        record.failure(failure);
        if (responseStarted) {
            abort(failure);
        } else {
            reply(LocalReply.of(failure));
        }
    }

    private boolean isTooLarge(long bytes) {
        return maxBody > 0 && bytes > maxBody;
    }

    private UpstreamRequest.Framing bodyFraming() {
        if (request.isChunked()) {
            return learnedFraming();
        }
        return request.contentLength() >= 0
                ? UpstreamRequest.Framing.length(request.contentLength())
                : UpstreamRequest.Framing.NONE;
    }

    // ---- a body of unknown length is held back until it ends, grows, or takes too long ----

    private void bufferBody() {
        phase = Phase.BUFFERING;
        if (waiting().bytes() >= services.settings().requestBufferBytes()) {
            connect(UpstreamRequest.Framing.CHUNKED);
            return;
        }
        if (request.expectsContinue()) {
            downstream.sendInformational(services.localReplies().continueHead());
        }
        bufferDeadline = services.deadline(this::stopBuffering);
        bufferDeadline.setIn(services.settings().requestBufferWaitNanos());
        downstream.demandBody(true);
    }

    private void stopBuffering() {
        if (phase == Phase.BUFFERING) {
            connect(learnedFraming());
        }
    }

    private UpstreamRequest.Framing learnedFraming() {
        RequestBuffer body = waiting();
        return body.isEnded() && !body.hasTrailers()
                ? UpstreamRequest.Framing.length(body.bytes())
                : UpstreamRequest.Framing.CHUNKED;
    }

    // ---- upstream ----

    private void connect(UpstreamRequest.Framing framing) {
        boolean answeredContinue = phase == Phase.BUFFERING && request.expectsContinue();
        closeBufferDeadline();
        outgoing =
                new UpstreamRequest(
                        request,
                        identity,
                        route(),
                        framing,
                        !answeredContinue,
                        services.settings().forwarded(),
                        RequestEdits.of(route().options().middleware(), acquired));
        if (!waitsBehindOthers()) {
            attempt();
        }
    }

    /** Where there is no room for more to wait it may as well try. */
    private boolean waitsBehindOthers() {
        return turn == null
                && services.waitingRoom().hasLine(route())
                && mayWait(BEHIND_OTHERS)
                && enterWaitingRoom(BEHIND_OTHERS);
    }

    private void attempt() {
        phase = Phase.CONNECTING;
        attempts++;
        requireNonNull(selector).lend(this);
    }

    /** An endpoint is about to be asked, and counts with this attempt. */
    public void claimed(EndpointClaim newClaim) {
        claim = newClaim;
    }

    private void releaseClaim(@Nullable Failure failure) {
        EndpointClaim held = claim;
        claim = null;
        if (held == null) {
            return;
        }
        if (failure != null) {
            held.failed(failure);
        }
        held.released();
    }

    /** An endpoint took the exchange: the request goes out. */
    public void upstreamReady(UpstreamEnd end, Endpoint endpoint) {
        if (phase != Phase.CONNECTING) {
            end.cancel();
            return;
        }
        phase = Phase.RELAYING;
        if (waitDeadline != null) {
            endWait("served");
        }
        upstream = end;
        record.upstream(endpoint, services.nanoTime());
        end.sendHead(requireNonNull(outgoing));
        if (sent != null) {
            sent.replayTo(end);
        }
        sendWaiting(end);
        if (phase == Phase.RELAYING && !requestEnded) {
            downstream.demandBody(end.isWritable());
        }
    }

    private void sendWaiting(UpstreamEnd end) {
        if (waiting != null) {
            if (waiting.bytes() > 0) {
                bodyIsSent();
            }
            waiting.drainTo(end, sent);
            waiting = null;
        } else if (requestEnded) {
            end.sendEnd(requestTrailers);
        }
    }

    /** The body begins to go out: a copy is kept where it may have to go out again. */
    private void bodyIsSent() {
        if (!bodySent) {
            bodySent = true;
            sent = !responseStarted && mayReplay() ? new ReplayBuffer(services.allocator()) : null;
        }
    }

    /** HTTP/2 tasks can say that they did nothing with a request, whatever its method. */
    private boolean mayReplay() {
        return !request.isUpgrade()
                && route().options().retries() > 0
                && (request.method().isIdempotent() || route().options().protocol().isHttp2());
    }

    /**
     * No endpoint took the exchange, or the one that did has failed it.
     *
     * @param endpoint the one that failed, or null when there was none to try
     */
    public void upstreamFailed(Failure failure, @Nullable Endpoint endpoint) {
        if (phase == Phase.DONE) {
            return;
        }
        boolean bytesSent = upstream != null;
        upstream = null;
        releaseClaim(failure);
        if (endpoint != null && !responseStarted) {
            followTable();
        }
        if (endpoint == null && mayWait(failure)) {
            waitForEndpoint(failure);
            return;
        }
        services.observer().upstreamFailed(failure, record.route());
        if (responseStarted) {
            abort(failure);
        } else if (endpoint != null && mayRetry(failure, bytesSent) && maySpend(failure)) {
            retry(failure, endpoint);
        } else {
            fail(endpoint == null && lastFailure != null ? lastFailure : failure);
        }
    }

    /**
     * An attempt may have taken so long that others serve by now, or are on their way: the newest
     * table knows. Other rules than those by which the request was let in do not hold for it.
     */
    private void followTable() {
        if (routed
                && services.policy().decide(request, client) instanceof Decision.Forward(Route it)
                && it.options().equals(route().options())) {
            followTo(it);
        }
    }

    private void followTo(Route newest) {
        route = newest;
        record.route(newest);
        selector = services.selectorFor(newest);
    }

    private void fail(Failure found) {
        Failure failure = isScaledToZero(found) ? SCALED_TO_ZERO : found;
        record.failure(failure);
        reply(LocalReply.of(failure));
    }

    private boolean mayRetry(Failure failure, boolean bytesSent) {
        return selector != null
                && attempts <= route().options().retries()
                && !answerBegun
                && RetryRule.mayRetry(failure, request.method(), bytesSent, isReplayable());
    }

    private boolean isReplayable() {
        return !bodySent || (sent != null && sent.isWhole());
    }

    private boolean maySpend(Failure failure) {
        return !RetryRule.costs(failure) || requireNonNull(selector).spendRetry();
    }

    private void retry(Failure failure, Endpoint endpoint) {
        lastFailure = failure;
        if (failure.kind() != Failure.Kind.STALE_CONNECTION
                && failure.kind() != Failure.Kind.NOT_PROCESSED) {
            tried = tried == null ? new ArrayList<>(2) : tried;
            tried.add(endpoint.id());
        }
        services.observer().retried(failure);
        attempt();
    }

    private boolean isScaledToZero(Failure failure) {
        return failure.kind() == Failure.Kind.NO_ENDPOINT
                && route != null
                && route.upstream().outlook() == Outlook.SCALED_TO_ZERO;
    }

    // ---- waiting for an endpoint that is on its way ----

    /** Nothing was sent yet, or what was sent may be sent again: else there was no attempt left. */
    private boolean mayWait(Failure failure) {
        return (failure.kind() == Failure.Kind.NO_ENDPOINT_YET || isAwaited(failure))
                && route().options().whileChanging().longestWait().isPositive()
                && (waitDeadline == null || waitDeadline.isSet());
    }

    private boolean isAwaited(Failure failure) {
        return route().upstream().isAwaited()
                && (failure.kind() == Failure.Kind.NO_ENDPOINT
                        || failure.kind() == Failure.Kind.CONNECT);
    }

    private void waitForEndpoint(Failure failure) {
        endTurn();
        if (!enterWaitingRoom(failure)) {
            services.observer().waited("full");
            fail(NO_ROOM_TO_WAIT);
        }
    }

    private boolean enterWaitingRoom(Failure failure) {
        boolean again = waitDeadline != null;
        waitingBytes = waiting == null ? 0 : waiting.bytes();
        if (!services.waitingRoom().enter(this, route(), waitingBytes, again)) {
            return false;
        }
        phase = Phase.WAITING;
        lastFailure = failure;
        tried = null;
        attempts = 0;
        if (!again) {
            waitDeadline = services.deadline(this::waitedInVain);
            waitDeadline.setIn(route().options().whileChanging().longestWait().toNanos());
            downstream.demandBody(false);
        }
        return true;
    }

    private void endTurn() {
        if (turn != null) {
            turn.ended();
            turn = null;
        }
    }

    private void answerBegins() {
        responseStarted = true;
        forgetSentBody();
        if (turn != null) {
            turn.answered();
            turn = null;
        }
    }

    private void waitedInVain() {
        if (phase == Phase.WAITING) {
            leaveWaitingRoom();
            endWait("in-vain");
            fail(WAITED_IN_VAIN);
        }
    }

    /**
     * Something has changed, and it is this one's turn: it comes back to the waiting room if that
     * was in vain. What the newest table says of the request holds, not what was said before.
     */
    void tryAgain(WaitingRoom.Turn newTurn) {
        leaveWaitingRoom();
        turn = newTurn;
        phase = Phase.CONNECTING;
        switch (services.policy().decide(request, client)) {
            case Decision.Forward(Route newest) -> tryAgain(newest);
            case Decision.Reply local -> reply(local);
        }
    }

    private void tryAgain(Route newest) {
        boolean sameRules = newest.options().equals(route().options());
        if (sameRules) {
            followTo(newest);
            connect(bodyFraming());
        } else {
            phase = Phase.DECIDING;
            acquired = Map.of();
            cookies = List.of();
            authenticate(newest);
        }
    }

    private void leaveWaitingRoom() {
        services.waitingRoom().leave(this, route(), waitingBytes);
    }

    private void endWait(String result) {
        services.observer().waited(result);
        requireNonNull(waitDeadline).close();
        waitDeadline = null;
    }

    // ---- what the client sends ----

    /** A piece of the request body, or of the tunnel; the exchange owns it from here on. */
    public void requestBody(ByteBuf data) {
        if (phase == Phase.DONE) {
            data.release();
            return;
        }
        requestBytes += data.readableBytes();
        if (!tunnel && isTooLarge(requestBytes)) {
            data.release();
            tooLarge();
            return;
        }
        UpstreamEnd end = upstream;
        if (end == null) {
            hold(data);
            return;
        }
        bodyIsSent();
        if (sent != null) {
            sent.keep(data);
        }
        LongStream stream = longStream;
        if (stream == null || !tunnel) {
            end.sendBody(data);
        } else {
            stream.fromClient(data);
        }
        if (phase == Phase.RELAYING && !end.isWritable()) {
            downstream.demandBody(false);
        }
    }

    private void hold(ByteBuf data) {
        long more = data.readableBytes();
        waiting().add(data);
        if (phase == Phase.WAITING) {
            holdMoreWhileWaiting(more);
            return;
        }
        boolean full = waiting().bytes() >= services.settings().requestBufferBytes();
        if (phase != Phase.BUFFERING) {
            downstream.demandBody(false);
        } else if (full) {
            downstream.demandBody(false);
            connect(UpstreamRequest.Framing.CHUNKED);
        }
    }

    private void holdMoreWhileWaiting(long bytes) {
        if (services.waitingRoom().grow(route(), bytes)) {
            waitingBytes += bytes;
            downstream.demandBody(false);
        } else {
            leaveWaitingRoom();
            endWait("full");
            fail(NO_ROOM_TO_WAIT);
        }
    }

    private void tooLarge() {
        if (responseStarted) {
            abort(Failure.downstream(Failure.Kind.REFUSED, "body-too-large"));
        } else {
            reply(LocalReply.of(413, "body-too-large"));
        }
    }

    /** The request is complete; in a tunnel, the client will send no more. */
    public void requestEnd(@Nullable Trailers trailers) {
        if (phase == Phase.DONE) {
            return;
        }
        requestEnded = true;
        requestTrailers = trailers;
        if (upstream != null) {
            upstream.sendEnd(trailers);
            finishTunnelWhenBothEnded();
        } else if (request.hasBody()) {
            waiting().end(trailers);
            if (phase == Phase.BUFFERING) {
                connect(learnedFraming());
            }
        }
    }

    /** The client can take more. */
    public void downstreamWritable() {
        if (upstream != null) {
            upstream.demandBody(true);
        }
    }

    /**
     * The client is gone, or broke a rule in the middle of its request; its end needs no more calls
     * but a local reply's.
     */
    public void downstreamFailed(Failure failure) {
        if (phase == Phase.DONE) {
            return;
        }
        record.failure(failure);
        finish(responseStarted ? record.status() : statusWithoutResponse(failure));
    }

    /**
     * The client broke a rule in the middle of its request and can still be told: a local reply if
     * no response has begun, else the end is aborted.
     */
    public void refuse(Failure failure, int status) {
        if (phase == Phase.DONE) {
            return;
        }
        record.failure(failure);
        if (responseStarted) {
            abort(failure);
        } else {
            reply(LocalReply.of(status, failure.reason()));
        }
    }

    /** What nginx made the custom for a client that left before it had an answer. */
    private static int statusWithoutResponse(Failure failure) {
        return failure.kind() == Failure.Kind.CLIENT_GONE ? 499 : 400;
    }

    // ---- what the task sends ----

    /** A 1xx answer other than 101. */
    public void informational(ResponseHead head) {
        if (phase == Phase.RELAYING && !responseStarted) {
            answerBegun = true;
            downstream.sendInformational(head);
        }
    }

    /**
     * The final head.
     *
     * @param last whether the response is complete with it
     */
    public void responseHead(ResponseHead head, boolean last) {
        if (phase != Phase.RELAYING) {
            return;
        }
        answerBegins();
        grpcTrailers = Grpc.hasStatusInTrailers(request, head);
        record.response(head.status(), services.nanoTime());
        if (claim != null) {
            claim.answered(head.status(), record.headNanos() - record.connectNanos());
        }
        edit(head);
        pin(head);
        if (route != null && route.options().compress()) {
            compressed = services.compression().begin(request, head, last, new Compressed());
        }
        if (last) {
            upstream = null;
            finish(head.status());
        } else if (isEventStream(head)) {
            watch(new EventStream(new StreamSink()));
        }
        downstream.sendHead(head, last);
    }

    private void forgetSentBody() {
        if (sent != null) {
            sent.release();
            sent = null;
        }
    }

    /** One that is encoded cannot be read for its events, and one with a length must have it. */
    private static boolean isEventStream(ResponseHead head) {
        return head.contentLength() < 0
                && head.find(FieldName.CONTENT_ENCODING) < 0
                && head.valueText(FieldName.CONTENT_TYPE)
                        .regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length());
    }

    /** Whether the task has begun to answer: what went out before is a reply of our own. */
    public boolean hasTaskAnswered() {
        return responseStarted;
    }

    private void edit(ResponseHead head) {
        if (route != null) {
            Middleware middleware = route.options().middleware();
            ResponseEdits.apply(middleware, request, identity.isHttps(), head);
            if (!cookies.isEmpty()) { // Most have none, and need no iterator to find out.
                cookies.forEach(cookie -> head.add(FieldName.SET_COOKIE, cookie));
            }
        }
    }

    /** Tells the client whose answer this is, where the route wants it to come back there. */
    private void pin(ResponseHead head) {
        Endpoint endpoint = record.endpoint();
        String cookie =
                selector == null || endpoint == null ? null : selector.cookieFor(this, endpoint);
        if (cookie != null) {
            head.add(FieldName.SET_COOKIE, cookie);
        }
    }

    /** The task agreed to leave HTTP; everything from here on is bytes. */
    public void switched(ResponseHead head) {
        if (phase != Phase.RELAYING) {
            return;
        }
        answerBegins();
        tunnel = true;
        // The limit holds for the request's body, which ended with the switch; a tunnel has none.
        maxBody = 0;
        requestEnded = false;
        record.response(101, services.nanoTime());
        if (isWebSocket(head)) {
            watch(new WebSocketStream(new StreamSink()));
        }
        pin(head);
        downstream.sendSwitch(head);
        downstream.demandBody(true);
    }

    /** A piece of the response body, or of the tunnel; the exchange owns it from here on. */
    public void responseBody(ByteBuf data) {
        if (phase != Phase.RELAYING) {
            data.release();
            return;
        }
        if (longStream == null) {
            toClient(data);
        } else {
            longStream.fromTask(data);
        }
        if (upstream != null && !mayTakeMore()) {
            upstream.demandBody(false);
        }
    }

    private void toClient(ByteBuf data) {
        if (compressed == null) {
            relay(data);
        } else {
            compressed.write(data);
        }
    }

    private void relay(ByteBuf data) {
        responseBytes += data.readableBytes();
        downstream.sendBody(data);
    }

    private boolean mayTakeMore() {
        return (compressed == null || compressed.mayTakeMore()) && downstream.isWritable();
    }

    /** What an encoder makes of the response body. */
    private final class Compressed implements CompressedBody.Sink {
        @Override
        public void compressed(ByteBuf piece) {
            relay(piece);
        }

        @Override
        public void mayGoOn() {
            if (downstream.isWritable()) {
                downstreamWritable();
            }
        }

        @Override
        public void encoderFailed() {
            abort(Failure.internal("compression"));
        }
    }

    // ---- streams that end when their task is about to stop ----

    /** HTTP/2 has no other tunnels (RFC 8441 section 5). */
    private boolean isWebSocket(ResponseHead head) {
        return request.method() == Method.CONNECT
                || head.valueText(FieldName.UPGRADE).equalsIgnoreCase("websocket");
    }

    private void watch(LongStream stream) {
        Endpoint endpoint = record.endpoint();
        if (endpoint != null) {
            longStream = stream;
            watched =
                    services.longStreams()
                            .watch(
                                    stream,
                                    endpoint.id(),
                                    route().options().whileChanging().drainStreams(),
                                    () -> services.observer().streamEnded(stream.kind()));
        }
    }

    /** What a long stream does with this exchange. */
    private final class StreamSink implements LongStream.Sink {
        @Override
        public void toClient(ByteBuf data) {
            Exchange.this.toClient(data);
        }

        @Override
        public void toTask(ByteBuf data) {
            UpstreamEnd end = upstream;
            if (end == null) {
                data.release();
            } else {
                end.sendBody(data);
            }
        }

        @Override
        public void over() {
            UpstreamEnd end = upstream;
            if (end != null && !tunnel) {
                end.cancel();
                responseEnd(null);
            } else if (phase == Phase.RELAYING) {
                finish(record.status());
                downstream.closeTunnel();
            }
        }
    }

    /** The response is complete; in a tunnel, the task will send no more. */
    public void responseEnd(@Nullable Trailers trailers) {
        if (phase != Phase.RELAYING) {
            return;
        }
        if (tunnel) {
            responseEnded = true;
            downstream.sendEnd(null);
            finishTunnelWhenBothEnded();
            return;
        }
        upstream = null;
        if (compressed != null) {
            compressed.finish();
        }
        if (phase == Phase.RELAYING) {
            finish(record.status());
            downstream.sendEnd(trailers);
        }
    }

    /** The task can take more. */
    public void upstreamWritable() {
        if (phase == Phase.RELAYING && !requestEnded) {
            downstream.demandBody(true);
        }
    }

    private void finishTunnelWhenBothEnded() {
        if (tunnel && requestEnded && responseEnded) {
            upstream = null;
            finish(101);
        }
    }

    // ---- the end ----

    private void reply(LocalReply reply) {
        LocalReplies.Rendered rendered =
                services.localReplies().render(reply, request, record.requestId());
        responseBytes = rendered.bodyBytes();
        record.reply(reply);
        end(reply.status());
        edit(rendered.head());
        rendered.sendTo(downstream);
    }

    /** Ends it with an answer that comes before the task's, or in its place. */
    private void end(int status) {
        finish(status);
        if (!requestEnded && request.hasBody()) {
            downstream.closeAfterResponse();
        }
    }

    private void abort(Failure failure) {
        record.failure(failure);
        finish(record.status());
        if (grpcTrailers) {
            downstream.sendEnd(Grpc.trailersFor(failure));
        } else {
            downstream.abort(failure);
        }
    }

    private void finish(int status) {
        if (phase == Phase.WAITING) {
            leaveWaitingRoom();
        }
        phase = Phase.DONE;
        endTurn();
        forgetSentBody();
        if (atEnd != null) {
            atEnd.run();
            atEnd = null;
        }
        closeBufferDeadline();
        if (waitDeadline != null) {
            endWait("left");
        }
        if (clientsDeadline != null) {
            clientsDeadline.close();
            clientsDeadline = null;
        }
        if (waiting != null) {
            waiting.release();
            waiting = null;
        }
        if (compressed != null) {
            compressed.close();
            compressed = null;
        }
        if (watched != null) {
            watched.forget();
            watched = null;
        }
        if (upstream != null) {
            upstream.cancel();
            upstream = null;
        }
        releaseClaim(null);
        record.bytes(requestBytes, responseBytes);
        services.observer().finished(this, record, status);
    }

    private void closeBufferDeadline() {
        if (bufferDeadline != null) {
            bufferDeadline.close();
            bufferDeadline = null;
        }
    }

    private RequestBuffer waiting() {
        if (waiting == null) {
            waiting = new RequestBuffer();
        }
        return waiting;
    }

    private Route route() {
        return requireNonNull(route);
    }
}
