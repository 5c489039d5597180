package dev.waggle.proxy.http1;

import dev.waggle.proxy.message.DecodeResult;
import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Grammar;
import dev.waggle.proxy.message.Refusal;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.Version;
import dev.waggle.proxy.policy.ResponseChecks;
import org.jspecify.annotations.Nullable;

/**
 * Reads the heads of HTTP/1 responses from tasks (RFC 9112 section 4), or refuses them, which means
 * 502.
 *
 * <p>One per upstream connection, on its event loop. Reading a head allocates nothing once the
 * {@link ResponseHead} has grown.
 */
public final class ResponseHeadDecoder extends HeadDecoder<ResponseHead> {
    /** The default for the whole head. */
    public static final int MAX_HEAD_BYTES = 64 * 1024;

    /** The default for the number of fields. */
    public static final int MAX_FIELDS = 256;

    private static final int VERSION_BYTES = "HTTP/1.1".length();
    private static final int STATUS_END = "HTTP/1.1 200".length();

    private final FieldLines fields;
    private int scanned;
    private boolean inFields;

    /**
     * @param maxHeadBytes the whole head with all line ends
     * @param maxFields field lines
     */
    public ResponseHeadDecoder(int maxHeadBytes, int maxFields) {
        super(maxHeadBytes);
        this.fields =
                new FieldLines(
                        maxFields,
                        // Only the exact name frames a response, so a folded one is any name.
                        (head, nameStart, nameEnd, valueStart, valueEnd, name) -> {
                            head.addField(
                                    nameStart, nameEnd, valueStart, valueEnd, FieldName.OTHER);
                            return null;
                        });
    }

    @Override
    void begin(ResponseHead head) {
        scanned = 0;
        inFields = false;
    }

    @Override
    DecodeResult scan(ResponseHead head) {
        if (!inFields) {
            int lineFeed = findLineFeed(head);
            if (lineFeed < 0) {
                return DecodeResult.NEED_MORE;
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
    DecodeResult check(ResponseHead head) {
        Refusal refusal = ResponseChecks.check(head);
        return refusal == null ? DecodeResult.COMPLETE : refusal;
    }

    private int findLineFeed(ResponseHead head) {
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

    private @Nullable Refusal readLine(ResponseHead head, int lineFeed) {
        if (lineFeed == 0 || head.bytes()[lineFeed - 1] != '\r') {
            return Refusal.BARE_LF;
        }
        inFields = true;
        fields.begin(lineFeed + 1);
        return readStatusLine(head, lineFeed - 1);
    }

    /** Many servers leave out the space when they have no reason phrase; that is clear enough. */
    private static @Nullable Refusal readStatusLine(ResponseHead head, int end) {
        byte[] bytes = head.bytes();
        if (end < STATUS_END || !RequestLine.isVersion(bytes, 0) || bytes[VERSION_BYTES] != ' ') {
            return Refusal.BAD_STATUS_LINE;
        }
        boolean reasonIsClean =
                end == STATUS_END
                        || (bytes[STATUS_END] == ' ' && Grammar.isValue(bytes, STATUS_END, end));
        byte minor = bytes[VERSION_BYTES - 1];
        if (!reasonIsClean || bytes[VERSION_BYTES - 3] != '1' || minor > '1') {
            return Refusal.BAD_STATUS_LINE;
        }
        head.version(minor == '1' ? Version.HTTP_1_1 : Version.HTTP_1_0);
        return readStatus(head);
    }

    private static @Nullable Refusal readStatus(ResponseHead head) {
        int status = 0;
        for (int i = VERSION_BYTES + 1; i < STATUS_END; i++) {
            byte digit = head.bytes()[i];
            if (!Grammar.isDigit(digit)) {
                return Refusal.BAD_STATUS_LINE;
            }
            status = status * 10 + digit - '0';
        }
        head.status(status);
        return status < 100 ? Refusal.BAD_STATUS_LINE : null;
    }
}
