package dev.waggle.proxy.compress;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Head;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.ResponseHead;
import java.nio.charset.StandardCharsets;

/** Rewrites the head of a response for what becomes of its body. */
final class CompressedHead {
    private static final byte[] ACCEPT_ENCODING =
            "accept-encoding".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVERYTHING = {'*'};
    private static final byte[] ACCEPT_RANGES = "accept-ranges".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] IF_NONE_MATCH = "if-none-match".getBytes(StandardCharsets.US_ASCII);

    private CompressedHead() {}

    /** The body goes out in this coding. */
    static void encoded(ResponseHead head, ContentCoding coding) {
        remove(head, FieldName.CONTENT_ENCODING);
        remove(head, FieldName.CONTENT_LENGTH);
        removeAcceptRanges(head);
        head.contentLength(ResponseHead.UNKNOWN_LENGTH);
        head.add(FieldName.CONTENT_ENCODING, coding.token());
        weakenTag(head);
        vary(head);
    }

    /** Another client would get another body (RFC 9110 section 12.5.5). */
    static void vary(ResponseHead head) {
        if (!ListFields.contains(head, FieldName.VARY, ACCEPT_ENCODING)
                && !ListFields.contains(head, FieldName.VARY, EVERYTHING)) {
            head.add(FieldName.VARY, "Accept-Encoding");
        }
    }

    /**
     * A client that asks by the weak form of the tag has the compressed body: it is told of the tag
     * that it knows (RFC 9110 section 15.4.5).
     */
    static void notModified(RequestHead request, ResponseHead head) {
        int tag = head.find(FieldName.ETAG);
        if (tag >= 0 && !isWeak(head, tag) && asksByWeakForm(request, head, tag)) {
            weakenTag(head);
            vary(head);
        }
    }

    private static boolean asksByWeakForm(RequestHead request, ResponseHead head, int tag) {
        for (int i = 0; i < request.fieldCount(); i++) {
            boolean condition =
                    request.name(i) == FieldName.OTHER
                            && request.spells(
                                    request.nameStart(i), request.nameEnd(i), IF_NONE_MATCH);
            if (condition && hasWeakForm(request, i, head, tag)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasWeakForm(RequestHead request, int field, ResponseHead head, int tag) {
        int length = head.valueEnd(tag) - head.valueStart(tag);
        for (int at = request.valueStart(field); at + 2 + length <= request.valueEnd(field); at++) {
            if (isWeakAt(request, at)
                    && sameBytes(request, at + 2, head, head.valueStart(tag), length)) {
                return true;
            }
        }
        return false;
    }

    private static boolean sameBytes(Head one, int from, Head other, int otherFrom, int length) {
        return java.util.Arrays.equals(
                one.bytes(), from, from + length, other.bytes(), otherFrom, otherFrom + length);
    }

    private static boolean isWeakAt(Head head, int start) {
        return head.bytes()[start] == 'W' && head.bytes()[start + 1] == '/';
    }

    private static boolean isWeak(Head head, int tag) {
        int start = head.valueStart(tag);
        return head.valueEnd(tag) - start >= 2 && isWeakAt(head, start);
    }

    /**
     * The compressed bytes are not those that a strong tag names (RFC 9110 section 8.8.1). What is
     * no tag at all is left out, since nothing can be said about it.
     */
    private static void weakenTag(ResponseHead head) {
        int tag = head.find(FieldName.ETAG);
        if (tag < 0 || isWeak(head, tag)) {
            return;
        }
        int start = head.valueStart(tag);
        int end = head.valueEnd(tag);
        boolean quoted =
                end - start >= 2 && head.bytes()[start] == '"' && head.bytes()[end - 1] == '"';
        String value = quoted ? "W/" + head.text(start, end) : "";
        remove(head, FieldName.ETAG);
        if (quoted) {
            head.add("ETag", value);
        }
    }

    private static void remove(Head head, FieldName name) {
        for (int field = head.find(name); field >= 0; field = head.find(name)) {
            head.removeField(field);
        }
    }

    /** Ranges of the compressed body are not to be had. */
    private static void removeAcceptRanges(Head head) {
        for (int i = head.fieldCount() - 1; i >= 0; i--) {
            if (head.name(i) == FieldName.OTHER
                    && head.spells(head.nameStart(i), head.nameEnd(i), ACCEPT_RANGES)) {
                head.removeField(i);
            }
        }
    }
}
