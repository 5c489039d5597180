package dev.waggle.proxy.auth;

import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.exchange.Failure;
import dev.waggle.proxy.exchange.LocalReply;
import dev.waggle.proxy.exchange.QuestionEnd;
import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.Trailers;
import dev.waggle.routing.ForwardAuth;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the answer to a question goes: a yes lets the request pass with the fields that are copied,
 * everything else becomes the client's answer. What does not come, or is too long, is a no.
 */
final class AuthAnswer extends QuestionEnd {
    /** What a login page or an error may have; it is held whole while it comes. */
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private static final Failure TOO_LONG =
            Failure.downstream(Failure.Kind.REFUSED, "forward-auth-too-long");

    private static final long NOT_PASSED_ON =
            FieldName.bits(
                    FieldName.CONNECTION,
                    FieldName.PROXY_CONNECTION,
                    FieldName.KEEP_ALIVE,
                    FieldName.TRANSFER_ENCODING,
                    FieldName.CONTENT_LENGTH,
                    FieldName.TRAILER,
                    FieldName.TE,
                    FieldName.UPGRADE);

    private final ForwardAuth auth;
    private final Exchange request;
    private final ResponseHead head = new ResponseHead();
    private @Nullable ByteBuf body;
    private int bodyBytes;
    private boolean decided;

    /**
     * @param request that waits for the answer
     */
    AuthAnswer(ForwardAuth auth, Exchange request) {
        this.auth = auth;
        this.request = request;
    }

    @Override
    public void sendHead(ResponseHead answer, boolean last) {
        if (!question().hasTaskAnswered()) {
            decide(LocalReply.of(answer.status() == 504 ? 504 : 503, "forward-auth-unavailable"));
        } else if (answer.status() / 100 == 2) {
            allow(answer);
        } else {
            copy(answer);
            if (last) {
                deny();
            }
        }
    }

    /** The fields of a yes that the task gets; those it lacks are still taken from the client. */
    private void allow(ResponseHead answer) {
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        auth.copiedFields().forEach(name -> fields.put(name, ""));
        List<String> cookies = new ArrayList<>();
        for (int i = 0; i < answer.fieldCount(); i++) {
            String name = answer.text(answer.nameStart(i), answer.nameEnd(i));
            String value = answer.text(answer.valueStart(i), answer.valueEnd(i));
            if (answer.name(i) == FieldName.SET_COOKIE) {
                // oauth2-proxy and others renew their session with a yes.
                cookies.add(value);
            }
            fields.computeIfPresent(
                    name, (_, before) -> before.isEmpty() ? value : before + ", " + value);
        }
        if (!decided) {
            decided = true;
            request.acquire(fields, cookies);
            request.authenticated(null);
        }
    }

    private void copy(ResponseHead answer) {
        head.begin(answer.status());
        for (int i = 0; i < answer.fieldCount(); i++) {
            if (!answer.isHopByHop(i) && (answer.name(i).bit() & NOT_PASSED_ON) == 0) {
                int name = head.append(answer.bytes(), answer.nameStart(i), answer.nameEnd(i));
                int value = head.append(answer.bytes(), answer.valueStart(i), answer.valueEnd(i));
                head.addField(name, value, value, head.length(), answer.name(i));
            }
        }
    }

    @Override
    public void sendBody(ByteBuf data) {
        bodyBytes += data.readableBytes();
        if (bodyBytes > MAX_BODY_BYTES) {
            data.release();
            refuse(TOO_LONG);
            decide(LocalReply.of(502, TOO_LONG.reason()));
        } else if (decided) {
            data.release();
        } else {
            body = body == null ? data : Unpooled.wrappedBuffer(body, data);
        }
    }

    @Override
    public void sendEnd(@Nullable Trailers trailers) {
        deny();
    }

    private void deny() {
        ByteBuf whole = body == null ? Unpooled.EMPTY_BUFFER : body;
        body = null;
        if (decided) {
            whole.release();
        } else {
            decided = true;
            request.denied(head, whole);
        }
    }

    private void decide(LocalReply reply) {
        if (body != null) {
            body.release();
            body = null;
        }
        if (!decided) {
            decided = true;
            request.authenticated(reply);
        }
    }

    @Override
    public void abort(Failure failure) {
        decide(LocalReply.of(503, "forward-auth-unavailable"));
    }
}
