package dev.waggle.proxy.policy;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Refusal;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.Version;
import org.jspecify.annotations.Nullable;

/**
 * What a response head from a task must say, and what follows from it: framing, persistence, and
 * which fields end here.
 *
 * <p>Stateless; no call allocates.
 */
public final class ResponseChecks {
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final long CONNECTION_SPECIFIC =
            FieldName.bits(
                    FieldName.CONNECTION,
                    FieldName.PROXY_CONNECTION,
                    FieldName.KEEP_ALIVE,
                    FieldName.TE,
                    FieldName.TRANSFER_ENCODING,
                    FieldName.UPGRADE,
                    FieldName.HTTP2_SETTINGS);

    private ResponseChecks() {}

    /**
     * Checks a head whose lines are grammatical, and fills in content length, chunked, keep alive
     * and the hop-by-hop marks.
     *
     * @return null when all is right
     */
    public static @Nullable Refusal check(ResponseHead head) {
        int named = ConnectionFields.read(head, true);
        if (named < 0) {
            return Refusal.BAD_CONNECTION;
        }
        boolean close = (named & ConnectionFields.CLOSE) != 0;
        boolean keepAlive = (named & ConnectionFields.KEEP_ALIVE) != 0;
        head.keepAlive(!close && (keepAlive || head.version() != Version.HTTP_1_0));
        Refusal refusal = readLength(head);
        return refusal == null ? readEncoding(head) : refusal;
    }

    /**
     * Checks an HTTP/2 head that was filled from decoded fields, and fills in the content length
     * (RFC 9113 sections 8.2 and 8.6).
     *
     * @return null when all is right
     */
    public static @Nullable Refusal checkHttp2(ResponseHead head) {
        if (head.status() == SWITCHING_PROTOCOLS) {
            return Refusal.BAD_STATUS_LINE;
        }
        if (head.hasAny(CONNECTION_SPECIFIC)) {
            return Refusal.CONNECTION_SPECIFIC_FIELD;
        }
        Refusal refusal = Http2FieldGrammar.check(head);
        return refusal == null ? readLength(head) : refusal;
    }

    /** Equal lengths become one: some tasks and their frameworks each add the field. */
    private static @Nullable Refusal readLength(ResponseHead head) {
        int first = head.find(FieldName.CONTENT_LENGTH);
        if (first < 0) {
            return null;
        }
        long length = length(head, first);
        if (length == ContentLengthText.INVALID) {
            return Refusal.BAD_CONTENT_LENGTH;
        }
        int next = head.find(FieldName.CONTENT_LENGTH, first + 1);
        while (next >= 0) {
            if (length(head, next) != length) {
                return Refusal.TWO_CONTENT_LENGTHS;
            }
            head.removeField(next);
            next = head.find(FieldName.CONTENT_LENGTH, next);
        }
        head.contentLength(length);
        return null;
    }

    private static long length(ResponseHead head, int field) {
        return ContentLengthText.parse(head.bytes(), head.valueStart(field), head.valueEnd(field));
    }

    private static @Nullable Refusal readEncoding(ResponseHead head) {
        int encoding = head.find(FieldName.TRANSFER_ENCODING);
        if (encoding < 0) {
            return null;
        }
        if (head.contentLength() != ResponseHead.UNKNOWN_LENGTH) {
            return Refusal.LENGTH_AND_ENCODING;
        }
        // RFC 9112 section 6.1: HTTP/1.0 knows no chunks, so the framing cannot be trusted.
        if (head.version() == Version.HTTP_1_0) {
            return Refusal.ENCODING_IN_HTTP_1_0;
        }
        head.chunked(true);
        return TransferCoding.check(head, encoding);
    }
}
