package dev.waggle.proxy.exchange;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.StatusText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Renders local replies: plain text, JSON for a client that asks for it, or a status of gRPC; never
 * more than the status's own words and an id to quote. Belongs to one event loop.
 */
public final class LocalReplies {
    private final ByteBufAllocator allocator;
    private final ResponseHead head = new ResponseHead();
    private final ResponseHead continueHead = new ResponseHead();

    public LocalReplies(ByteBufAllocator allocator) {
        this.allocator = allocator;
        continueHead.begin(100);
    }

    /** A {@code 100 Continue} of our own (RFC 9110 section 10.1.1). */
    ResponseHead continueHead() {
        return continueHead;
    }

    /**
     * Renders a reply, to be sent before the next one is rendered.
     *
     * @param request what it answers, or null when that could not be read
     */
    public Rendered render(LocalReply reply, @Nullable RequestHead request, String requestId) {
        if (request != null && reply.status() >= 300 && Grpc.is(request)) {
            return renderGrpc(reply, requestId);
        }
        // RFC 9110 section 15.3.5: neither a body nor a length.
        boolean empty = reply.status() == 204;
        boolean redirect = reply.status() / 100 == 3;
        boolean json =
                request != null && !redirect && prefersJson(request.valueText(FieldName.ACCEPT));
        String body = redirect || empty ? "" : bodyOf(reply, requestId, json);
        head.begin(reply.status());
        reply.fields().forEach(field -> head.add(field.getKey(), field.getValue()));
        if (!redirect && !empty) {
            head.add(
                    FieldName.CONTENT_TYPE,
                    json ? "application/json" : "text/plain; charset=utf-8");
            head.add(FieldName.CACHE_CONTROL, "no-store");
            head.add(FieldName.X_REQUEST_ID, requestId);
        }
        if (!empty) {
            head.contentLength(body.length());
            head.add(FieldName.CONTENT_LENGTH, Integer.toString(body.length()));
        }
        boolean bodiless = body.isEmpty() || (request != null && request.method() == Method.HEAD);
        return new Rendered(head, bodiless ? null : ByteBufUtil.writeUtf8(allocator, body));
    }

    /** Clients of gRPC read its status, in a response that is nothing but fields. */
    private Rendered renderGrpc(LocalReply reply, String requestId) {
        String words = StatusText.of(reply.status());
        head.begin(200);
        reply.fields().forEach(field -> head.add(field.getKey(), field.getValue()));
        head.add(FieldName.CONTENT_TYPE, "application/grpc");
        head.add("grpc-status", Integer.toString(Grpc.statusOf(reply)));
        head.add("grpc-message", Grpc.percentEncoded(words + ", request id " + requestId));
        head.add(FieldName.X_REQUEST_ID, requestId);
        head.contentLength(0);
        return new Rendered(head, null);
    }

    private static String bodyOf(LocalReply reply, String requestId, boolean json) {
        if (!reply.body().isEmpty()) {
            return reply.body();
        }
        String words = StatusText.of(reply.status());
        return json
                ? String.format(
                        Locale.ROOT,
                        "{\"status\":%d,\"error\":\"%s\",\"requestId\":\"%s\"}%n",
                        reply.status(),
                        words,
                        requestId)
                : String.format(
                        Locale.ROOT, "%d %s%nRequest id: %s%n", reply.status(), words, requestId);
    }

    /** JSON when it is named and HTML is not: a browser sends {@code *}{@code /*} and gets text. */
    private static boolean prefersJson(String accept) {
        String lowerCase = accept.toLowerCase(Locale.ROOT);
        return lowerCase.contains("json") && !lowerCase.contains("text/");
    }

    /**
     * A reply ready to be sent once.
     *
     * @param body owned by this until it is sent
     */
    public record Rendered(ResponseHead head, @Nullable ByteBuf body) {
        /** How long the body is that will be sent. */
        public long bodyBytes() {
            return body == null ? 0 : body.readableBytes();
        }

        /** Sends all of it. */
        public void sendTo(DownstreamEnd end) {
            end.sendHead(head, body == null);
            if (body != null) {
                end.sendBody(body);
                end.sendEnd(null);
            }
        }
    }
}
