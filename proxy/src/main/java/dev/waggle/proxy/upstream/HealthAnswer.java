package dev.waggle.proxy.upstream;

import dev.waggle.proxy.endpoint.ProbeResult;
import dev.waggle.proxy.exchange.Failure;
import dev.waggle.proxy.exchange.QuestionEnd;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.Trailers;
import dev.waggle.routing.HealthCheck;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where the answer to a question about an endpoint's health goes: its status decides. */
final class HealthAnswer extends QuestionEnd {
    /** How much of an answer is read, so that its connection can be used again. */
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private static final Failure TOO_LONG =
            Failure.downstream(Failure.Kind.REFUSED, "health-answer-too-long");

    private final HealthCheck.Path health;
    private final Consumer<ProbeResult> result;
    private int bodyBytes;

    /**
     * @param result told once, when the head of an answer is there or none will come
     */
    HealthAnswer(HealthCheck.Path health, Consumer<ProbeResult> result) {
        this.health = health;
        this.result = result;
    }

    @Override
    public void sendHead(ResponseHead answer, boolean last) {
        if (!question().hasTaskAnswered()) {
            result.accept(withoutAnswer(answer.status(), question().failureReason()));
        } else if (health.isHealthy(answer.status())) {
            result.accept(ProbeResult.PASSED);
        } else {
            result.accept(new ProbeResult.Unhealthy("status-" + answer.status()));
        }
    }

    /** A reply of our own: no connection, or no answer on it. */
    static ProbeResult withoutAnswer(int status, String why) {
        return status == 504 && !why.startsWith("connect")
                ? new ProbeResult.Unhealthy(why)
                : new ProbeResult.Unreachable(why);
    }

    @Override
    public void sendBody(ByteBuf data) {
        bodyBytes += data.readableBytes();
        data.release();
        if (bodyBytes > MAX_BODY_BYTES) {
            refuse(TOO_LONG);
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
}
