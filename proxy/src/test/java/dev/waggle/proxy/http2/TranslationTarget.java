package dev.waggle.proxy.http2;

import dev.waggle.proxy.fuzz.ForwardingTarget.Decided;
import dev.waggle.proxy.fuzz.StrictRequests;
import dev.waggle.proxy.http1.RequestHeadEncoder;
import dev.waggle.proxy.http1.UpstreamHeadPlan;
import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.policy.ClientIdentity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.List;

/**
 * A header block of HTTP/2 behind one byte that says whether a body follows: what becomes of it on
 * HTTP/1.1 reads, by a parser that knows only the strict form, as the one request that was decided
 * on.
 */
public final class TranslationTarget {
    private static final ClientIdentity CLIENT = ClientIdentity.direct("192.0.2.7", true);
    private static final byte[] NO_CHUNKS = {'0', '\r', '\n', '\r', '\n'};

    private TranslationTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        boolean endOfStream = input[0] != 0;
        RequestHead head = new RequestHead();
        RequestFieldsDecoder decoder = new RequestFieldsDecoder(Http2Settings.DEFAULT, _ -> head);
        ByteBuf block = Unpooled.wrappedBuffer(input, 1, input.length - 1);
        try {
            RequestFields fields = (RequestFields) decoder.decodeHeaders(1, block);
            if (RequestReading.read(fields, endOfStream, Http2Settings.DEFAULT)
                    instanceof RequestReading.Request(RequestHead request)) {
                check(request);
            }
        } catch (Http2Exception e) {
            // A block that is none: the connection ends.
        }
    }

    private static void check(RequestHead head) {
        UpstreamHeadPlan plan = new UpstreamHeadPlan().begin(CLIENT).upgrade(head.isUpgrade());
        ByteBuf out = Unpooled.buffer();
        byte[] body = {};
        if (head.contentLength() >= 0) {
            plan.length(head.contentLength());
            body = new byte[(int) Math.min(head.contentLength(), 1 << 16)];
        } else if (head.isChunked()) {
            plan.chunked();
            body = NO_CHUNKS;
        }
        new RequestHeadEncoder().encode(head, plan, out);
        if (head.contentLength() > body.length) {
            return;
        }
        byte[] sent = new byte[out.readableBytes() + body.length];
        int headBytes = out.readableBytes();
        out.readBytes(sent, 0, headBytes);
        System.arraycopy(body, 0, sent, headBytes, body.length);
        List<StrictRequests.Request> read = StrictRequests.read(sent);
        if (read.size() != 1 || !isDecided(read.getFirst(), head)) {
            throw new AssertionError("sent " + read);
        }
    }

    private static boolean isDecided(StrictRequests.Request request, RequestHead head) {
        Decided decided = Decided.of(head, request.body());
        String method = head.method() == Method.CONNECT ? "GET" : decided.method();
        return request.method().equals(method)
                && request.target().equals(decided.target())
                && request.value("host").equals(decided.host())
                && request.value("x-forwarded-for").equals("192.0.2.7")
                && !request.value("upgrade").isEmpty() == decided.leaves();
    }
}
