package dev.waggle.proxy.http1;

import dev.waggle.proxy.message.DecodeResult;
import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Grammar;
import dev.waggle.proxy.message.Head;
import dev.waggle.proxy.message.Refusal;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.policy.RequestChecks;
import dev.waggle.proxy.policy.UnderscorePolicy;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTTP/1 request heads, in the one way that RFC 9112 allows (sections 2 to 6), or refuses
 * them.
 *
 * <p>One per connection, on its event loop. Complete lines are judged as soon as they are there,
 * not when the head ends. Reading a head allocates nothing once the {@link RequestHead} has grown.
 */
public final class RequestHeadDecoder extends HeadDecoder<RequestHead> {
    /** RFC 9112 section 2.2 asks to ignore at least one empty line before the request line. */
    private static final int MAX_EMPTY_LINES = 2;

    private final HeadLimits limits;
    private final FieldLines fields;
    private int lineStart;
    private int scanned;
    private int emptyLines;
    private boolean inFields;

    public RequestHeadDecoder(HeadLimits limits) {
        super(limits.maxHeadBytes());
        this.limits = limits;
        this.fields = new FieldLines(limits.maxFields(), underscores(limits.underscores()));
    }

    @Override
    void begin(RequestHead head) {
        lineStart = 0;
        scanned = 0;
        emptyLines = 0;
        inFields = false;
    }

    @Override
    DecodeResult scan(RequestHead head) {
        while (!inFields) {
            Refusal early = checkLineStart(head);
            if (early != null) {
                return early;
            }
            int lineFeed = findLineFeed(head);
            if (lineFeed < 0) {
                // The last byte may be the CR of a line that is just as long as it may be.
                return scanned - lineStart > limits.maxRequestLineBytes() + 1
                        ? Refusal.REQUEST_LINE_TOO_LONG
                        : DecodeResult.NEED_MORE;
            }
            Refusal refusal = readLine(head, lineFeed);
            if (refusal != null) {
                return refusal;
            }
        }
        return fields.scan(head);
    }

    @Override
    int headEnd() {
        return fields.position();
    }

    @Override
    DecodeResult check(RequestHead head) {
        RequestTarget.completePath(head);
        Refusal refusal = RequestChecks.check(head);
        return refusal == null ? DecodeResult.COMPLETE : refusal;
    }

    /** What cannot become a request line (TLS on a plain port, say) need not wait for its end. */
    private @Nullable Refusal checkLineStart(RequestHead head) {
        if (lineStart == head.length()) {
            return null;
        }
        byte first = head.bytes()[lineStart];
        if (first == '\n') {
            return Refusal.BARE_LF;
        }
        return first == '\r' || Grammar.isToken(first) ? null : Refusal.BAD_REQUEST_LINE;
    }

    private int findLineFeed(RequestHead head) {
        byte[] bytes = head.bytes();
        int end = head.length();
        for (int i = scanned; i < end; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        scanned = end;
        return -1;
    }

    private @Nullable Refusal readLine(RequestHead head, int lineFeed) {
        int start = lineStart;
        int end = lineFeed - 1;
        lineStart = lineFeed + 1;
        scanned = lineStart;
        if (head.bytes()[end] != '\r') {
            return lineFeed - start > limits.maxRequestLineBytes() + 1
                    ? Refusal.REQUEST_LINE_TOO_LONG
                    : Refusal.BARE_LF;
        }
        if (end == start) {
            return ++emptyLines > MAX_EMPTY_LINES ? Refusal.EMPTY_LINES : null;
        }
        if (end - start > limits.maxRequestLineBytes()) {
            return Refusal.REQUEST_LINE_TOO_LONG;
        }
        inFields = true;
        fields.begin(lineStart);
        return RequestLine.read(head, start, end);
    }

    private static FieldLines.Underscores underscores(UnderscorePolicy policy) {
        return switch (policy) {
            case DROP -> (head, nameStart, nameEnd, valueStart, valueEnd, name) -> drop(head);
            case KEEP -> RequestHeadDecoder::keepUnknown;
            case REFUSE ->
                    (head, nameStart, nameEnd, valueStart, valueEnd, name) ->
                            Refusal.UNDERSCORE_IN_NAME;
        };
    }

    private static @Nullable Refusal keepUnknown(
            Head head, int nameStart, int nameEnd, int valueStart, int valueEnd, FieldName name) {
        if (name != FieldName.OTHER) {
            return drop(head);
        }
        head.addField(nameStart, nameEnd, valueStart, valueEnd, name);
        return null;
    }

    private static @Nullable Refusal drop(Head head) {
        ((RequestHead) head).countUnderscoreFieldDropped();
        return null;
    }
}
