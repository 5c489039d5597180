package dev.waggle.proxy.policy;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Grammar;
import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.Refusal;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.Version;
import org.jspecify.annotations.Nullable;

/**
 * What a request head must say, whatever protocol brought it, and what follows from it: host,
 * framing, persistence, upgrade, and which fields end here.
 *
 * <p>Stateless; no call allocates.
 */
public final class RequestChecks {
    private static final byte[] CONTINUE = {
        '1', '0', '0', '-', 'c', 'o', 'n', 't', 'i', 'n', 'u', 'e'
    };
    private static final byte[] TRAILERS = {'t', 'r', 'a', 'i', 'l', 'e', 'r', 's'};
    private static final byte[] H2C = {'h', '2', 'c'};
    private static final long CONNECTION_SPECIFIC =
            FieldName.bits(
                    FieldName.CONNECTION,
                    FieldName.PROXY_CONNECTION,
                    FieldName.KEEP_ALIVE,
                    FieldName.TRANSFER_ENCODING,
                    FieldName.UPGRADE);

    private RequestChecks() {}

    /**
     * Checks a head whose lines are grammatical, and fills in host, content length, chunked, keep
     * alive, expectation, upgrade and the hop-by-hop marks. On HTTP/2 {@code chunked} and {@code
     * upgrade} (extended CONNECT, RFC 8441) are the caller's, set before.
     *
     * @return null when all is right
     */
    public static @Nullable Refusal check(RequestHead head) {
        Refusal refusal = checkMethod(head);
        if (refusal == null) {
            refusal = HostRule.check(head);
        }
        if (refusal == null) {
            refusal = checkConnection(head);
        }
        if (refusal == null) {
            refusal = checkFraming(head);
        }
        return refusal == null ? checkExpectation(head) : refusal;
    }

    /**
     * Checks an HTTP/2 head that was filled from decoded fields: first the grammar that a text
     * decoder sees to while scanning (RFC 9113 section 8.2), then {@link #check}.
     *
     * <p>Expected before: version, method range, target range, {@link RequestHead#authority} when
     * {@code :authority} came, {@code chunked}, {@code upgrade}, and the fields without
     * pseudo-headers. Fields may be removed here, as the underscore policy says.
     *
     * @return null when all is right
     */
    public static @Nullable Refusal checkHttp2(RequestHead head, UnderscorePolicy underscores) {
        Refusal refusal = checkHttp2Line(head);
        if (refusal == null) {
            refusal = Http2FieldGrammar.check(head);
        }
        if (refusal == null) {
            // Before names are looked up: folded ones are no fields of a connection.
            refusal = UnderscoreRule.apply(head, underscores);
        }
        if (refusal == null) {
            refusal = checkConnectionSpecific(head);
        }
        if (refusal != null) {
            return refusal;
        }
        head.keepAlive(true);
        return check(head);
    }

    private static @Nullable Refusal checkMethod(RequestHead head) {
        return switch (head.method()) {
            case TRACE -> Refusal.METHOD_NOT_ALLOWED;
            case CONNECT ->
                    head.version() == Version.HTTP_2 && head.isUpgrade()
                            ? null
                            : Refusal.METHOD_NOT_ALLOWED;
            case GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH, OTHER -> null;
        };
    }

    private static @Nullable Refusal checkConnection(RequestHead head) {
        int named = ConnectionFields.read(head, false);
        if (named == ConnectionFields.MALFORMED) {
            return Refusal.BAD_CONNECTION;
        }
        if (named == ConnectionFields.NAMES_PROTECTED) {
            return Refusal.CONNECTION_NAMES_PROTECTED;
        }
        if (head.version() == Version.HTTP_2) {
            return null;
        }
        boolean close = (named & ConnectionFields.CLOSE) != 0;
        if (head.version() == Version.HTTP_1_1) {
            head.keepAlive(!close);
            head.upgrade((named & ConnectionFields.UPGRADE) != 0 && asksForUpgrade(head));
        } else {
            // RFC 9110 section 7.8: Upgrade in an HTTP/1.0 request is ignored.
            head.keepAlive(!close && (named & ConnectionFields.KEEP_ALIVE) != 0);
        }
        return null;
    }

    /** One non-empty Upgrade field that does not offer h2c: that upgrade is never honoured. */
    private static boolean asksForUpgrade(RequestHead head) {
        int field = head.find(FieldName.UPGRADE);
        if (field < 0 || head.find(FieldName.UPGRADE, field + 1) >= 0) {
            return false;
        }
        byte[] bytes = head.bytes();
        int end = head.valueEnd(field);
        for (int at = head.valueStart(field); at < end; ) {
            int elementEnd = ListText.elementEnd(bytes, at, end);
            int from = ListText.skipBlanks(bytes, at, elementEnd);
            if (head.spells(from, ListText.trimBlanks(bytes, from, elementEnd), H2C)) {
                return false;
            }
            at = elementEnd + 1;
        }
        return end > head.valueStart(field);
    }

    /** RFC 9112 section 6.3, without its tolerance. */
    private static @Nullable Refusal checkFraming(RequestHead head) {
        int length = head.find(FieldName.CONTENT_LENGTH);
        int encoding = head.find(FieldName.TRANSFER_ENCODING);
        if (encoding >= 0) {
            if (head.version() != Version.HTTP_1_1) {
                return Refusal.ENCODING_IN_HTTP_1_0;
            }
            if (length >= 0) {
                return Refusal.LENGTH_AND_ENCODING;
            }
            head.chunked(true);
            return TransferCoding.check(head, encoding);
        }
        return length < 0 ? null : checkLength(head, length);
    }

    private static @Nullable Refusal checkLength(RequestHead head, int field) {
        if (head.find(FieldName.CONTENT_LENGTH, field + 1) >= 0) {
            return Refusal.TWO_CONTENT_LENGTHS;
        }
        long value =
                ContentLengthText.parse(head.bytes(), head.valueStart(field), head.valueEnd(field));
        if (value == ContentLengthText.INVALID) {
            return Refusal.BAD_CONTENT_LENGTH;
        }
        head.contentLength(value);
        head.chunked(false);
        return null;
    }

    /** RFC 9110 section 10.1.1: an HTTP/1.0 client's expectation is ignored. */
    private static @Nullable Refusal checkExpectation(RequestHead head) {
        int field = head.find(FieldName.EXPECT);
        if (field < 0 || head.version() == Version.HTTP_1_0) {
            return null;
        }
        if (head.find(FieldName.EXPECT, field + 1) >= 0
                || !head.spells(head.valueStart(field), head.valueEnd(field), CONTINUE)) {
            return Refusal.EXPECTATION_FAILED;
        }
        head.expectsContinue(head.hasBody());
        return null;
    }

    private static @Nullable Refusal checkHttp2Line(RequestHead head) {
        byte[] bytes = head.bytes();
        if (!Grammar.isToken(bytes, head.methodStart(), head.methodEnd())) {
            return Refusal.BAD_METHOD;
        }
        int start = head.targetStart();
        int end = head.targetEnd();
        for (int i = start; i < end; i++) {
            if (!Grammar.isTarget(bytes[i])) {
                return Refusal.BAD_TARGET;
            }
        }
        if (start < end && bytes[start] == '/') {
            return null;
        }
        boolean asterisk = end - start == 1 && bytes[start] == '*';
        return asterisk && head.method() == Method.OPTIONS ? null : Refusal.BAD_TARGET;
    }

    private static @Nullable Refusal checkConnectionSpecific(RequestHead head) {
        if (head.hasAny(CONNECTION_SPECIFIC)) {
            return Refusal.CONNECTION_SPECIFIC_FIELD;
        }
        for (int i = head.find(FieldName.TE); i >= 0; i = head.find(FieldName.TE, i + 1)) {
            if (!head.spells(head.valueStart(i), head.valueEnd(i), TRAILERS)) {
                return Refusal.CONNECTION_SPECIFIC_FIELD;
            }
        }
        return null;
    }
}
