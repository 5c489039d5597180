package dev.waggle.proxy.upstream;

import static java.util.Objects.requireNonNull;

import dev.waggle.proxy.endpoint.ProbeResult;
import dev.waggle.proxy.exchange.DownstreamEnd;
import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.exchange.Failure;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.Trailers;
import dev.waggle.routing.HealthCheck;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where the answer to a question about an endpoint's health goes: its status decides. */
final class HealthAnswer implements DownstreamEnd {
    /** How much of an answer is read, so that its connection can be used again. */
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private static final Failure TOO_LONG =
            Failure.downstream(Failure.Kind.REFUSED, "health-answer-too-long");

    private final HealthCheck health;
    private final Consumer<ProbeResult> result;
    private @Nullable Exchange question;
    private int bodyBytes;

    /**
     * @param result told once, when the head of an answer is there or none will come
     */
    HealthAnswer(HealthCheck health, Consumer<ProbeResult> result) {
        this.health = health;
        this.result = result;
    }

    /** The exchange whose end this is, before it is opened. */
    void to(Exchange asked) {
        question = asked;
    }

    @Override
    public void sendHead(ResponseHead answer, boolean last) {
        if (!requireNonNull(question).hasTaskAnswered()) {
            result.accept(withoutAnswer(answer.status()));
        } else if (health.isHealthy(answer.status())) {
            result.accept(ProbeResult.PASSED);
        } else {
            result.accept(new ProbeResult.Unhealthy("status-" + answer.status()));
        }
    }

    /** A reply of our own: no connection, or no answer on it. */
    private ProbeResult withoutAnswer(int status) {
        String why = requireNonNull(question).failureReason();
        return status == 504 && !why.startsWith("connect")
                ? new ProbeResult.Unhealthy(why)
                : new ProbeResult.Unreachable(why);
    }

    @Override
    public void sendBody(ByteBuf data) {
        bodyBytes += data.readableBytes();
        data.release();
        if (bodyBytes > MAX_BODY_BYTES) {
            Exchange asked = requireNonNull(question);
            // Later, as the connection that it came on is in the middle of telling.
            asked.execute(() -> asked.downstreamFailed(TOO_LONG));
        }
    }

    @Override
    public void sendEnd(@Nullable Trailers trailers) {
        // The status has said all.
    }

    @Override
    public void abort(Failure failure) {
        // Only what comes after the head can be cut off.
    }

    @Override
    public void sendInformational(ResponseHead answer) {
        // Nothing is decided with it.
    }

    @Override
    public void sendSwitch(ResponseHead answer) {
        throw new IllegalStateException("a question never asks to leave HTTP");
    }

    @Override
    public void closeAfterResponse() {
        // There is no connection that could be closed.
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void demandBody(boolean wanted) {
        // A question has no body.
    }
}
