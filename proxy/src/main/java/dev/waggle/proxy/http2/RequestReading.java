package dev.waggle.proxy.http2;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.Refusal;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.policy.RequestChecks;
import org.jspecify.annotations.Nullable;

/** What a decoded block is: a request, one that is answered with a refusal, or none at all. */
sealed interface RequestReading {
    /** A checked head. */
    record Request(RequestHead head) implements RequestReading {}

    /** A request that is told why it is refused. */
    record Refused(RequestHead head, int status, String reason) implements RequestReading {}

    /** Malformed: its stream is reset with PROTOCOL_ERROR (RFC 9113 section 8.1.1). */
    record Malformed(String reason) implements RequestReading {}

    /**
     * Reads what was decoded.
     *
     * @param endOfStream whether the request has no body
     */
    static RequestReading read(RequestFields fields, boolean endOfStream, Http2Settings settings) {
        RequestHead head = (RequestHead) fields.head();
        String malformed = fields.malformed();
        if (malformed != null) {
            return new Malformed(malformed);
        }
        if (fields.hasTooMany()) {
            return refused(head, Refusal.TOO_MANY_FIELDS);
        }
        if (fields.pathBytes() > settings.maxPathBytes()) {
            return refused(head, Refusal.REQUEST_LINE_TOO_LONG);
        }
        boolean connect = head.method() == Method.CONNECT;
        if (connect && !fields.namesProtocol()) {
            return refused(head, Refusal.METHOD_NOT_ALLOWED);
        }
        if ((fields.namesProtocol() && !connect) || !fields.isComplete()) {
            return new Malformed("bad-pseudo-header");
        }
        if (connect && !fields.namesWebSocket()) {
            return new Refused(head, 501, "protocol-not-supported");
        }
        if (connect) {
            return readTunnel(head, endOfStream, settings);
        }
        head.chunked(!endOfStream);
        return check(head, endOfStream, settings);
    }

    /** Extended CONNECT (RFC 8441 section 4): no body, and after the answer bytes both ways. */
    private static RequestReading readTunnel(
            RequestHead head, boolean endOfStream, Http2Settings settings) {
        if (endOfStream || head.find(FieldName.CONTENT_LENGTH) >= 0) {
            return new Malformed("connect-with-content");
        }
        head.upgrade(true);
        return check(head, false, settings);
    }

    private static RequestReading check(
            RequestHead head, boolean endOfStream, Http2Settings settings) {
        Refusal refusal = RequestChecks.checkHttp2(head, settings.underscores());
        if (refusal != null) {
            return isMalformed(refusal) ? new Malformed(refusal.word()) : refused(head, refusal);
        }
        if (endOfStream && head.contentLength() > 0) {
            return new Malformed("content-length-mismatch");
        }
        RequestFields.joinCookies(head);
        return new Request(head);
    }

    private static Refused refused(RequestHead head, Refusal refusal) {
        return new Refused(head, refusal.status(), refusal.word());
    }

    /** What RFC 9113 sections 8.1.1 to 8.3.1 call malformed; the rest can be answered. */
    private static boolean isMalformed(@Nullable Refusal refusal) {
        return switch (refusal) {
            case BAD_FIELD_NAME,
                    BAD_FIELD_VALUE,
                    BAD_METHOD,
                    BAD_TARGET,
                    CONNECTION_SPECIFIC_FIELD,
                    BAD_CONNECTION,
                    CONNECTION_NAMES_PROTECTED,
                    ENCODING_IN_HTTP_1_0,
                    LENGTH_AND_ENCODING,
                    BAD_CONTENT_LENGTH,
                    TWO_CONTENT_LENGTHS,
                    TWO_HOSTS,
                    HOST_MISMATCH ->
                    true;
            case null, default -> false;
        };
    }
}
