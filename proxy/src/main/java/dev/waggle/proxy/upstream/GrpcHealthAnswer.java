package dev.waggle.proxy.upstream;

import dev.waggle.proxy.endpoint.ProbeResult;
import dev.waggle.proxy.exchange.Failure;
import dev.waggle.proxy.exchange.QuestionEnd;
import dev.waggle.proxy.message.Head;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.Trailers;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the answer of gRPC's health service goes: well is who says so with a message, and ends with
 * the status 0.
 */
final class GrpcHealthAnswer extends QuestionEnd {
    /** One field of two bytes is expected; others may come with the years. */
    private static final int MAX_BYTES = 1024;

    private static final Failure TOO_LONG =
            Failure.downstream(Failure.Kind.REFUSED, "health-answer-too-long");
    private static final String STATUS = "grpc-status";

    private final Consumer<ProbeResult> result;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private boolean told;

    /**
     * @param result told once, when the answer is complete or none will come
     */
    GrpcHealthAnswer(Consumer<ProbeResult> result) {
        this.result = result;
    }

    private void tell(ProbeResult found) {
        if (!told) {
            told = true;
            result.accept(found);
        }
    }

    private void tellUnhealthy(String why) {
        tell(new ProbeResult.Unhealthy(why));
    }

    @Override
    public void sendHead(ResponseHead answer, boolean last) {
        if (!question().hasTaskAnswered()) {
            tell(HealthAnswer.withoutAnswer(answer.status(), question().failureReason()));
        } else if (answer.status() != 200) {
            tellUnhealthy("status-" + answer.status());
        } else if (last) {
            // "Trailers-Only": what went wrong is said in the head.
            decide(answer);
        }
    }

    @Override
    public void sendBody(ByteBuf data) {
        try {
            if (message.size() + data.readableBytes() > MAX_BYTES) {
                tellUnhealthy(TOO_LONG.reason());
                refuse(TOO_LONG);
            } else {
                byte[] piece = new byte[data.readableBytes()];
                data.readBytes(piece);
                message.writeBytes(piece);
            }
        } finally {
            data.release();
        }
    }

    @Override
    public void sendEnd(@Nullable Trailers trailers) {
        if (trailers == null) {
            tellUnhealthy("no-grpc-status");
        } else {
            decide(trailers);
        }
    }

    private void decide(Head end) {
        int field = end.find(STATUS);
        String status = field < 0 ? "" : end.text(end.valueStart(field), end.valueEnd(field));
        if (!status.equals("0")) {
            tellUnhealthy(
                    status.matches("[0-9]{1,2}") ? "grpc-status-" + status : "no-grpc-status");
        } else if (GrpcHealthMessage.status(message.toByteArray()).orElse(-1)
                == GrpcHealthMessage.SERVING) {
            tell(ProbeResult.PASSED);
        } else {
            tellUnhealthy("not-serving");
        }
    }

    @Override
    public void abort(Failure failure) {
        tellUnhealthy(failure.reason());
    }
}
