package dev.waggle.proxy.policy;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Grammar;
import dev.waggle.proxy.message.Trailers;

/**
 * Takes out of a trailer section what must not come after a body: framing, routing, credentials,
 * what says how the body is to be read, and who the client is (RFC 9110 section 6.5.1).
 */
public final class TrailerRule {
    private static final long FORBIDDEN =
            FieldName.bits(
                    FieldName.HOST,
                    FieldName.CONNECTION,
                    FieldName.PROXY_CONNECTION,
                    FieldName.KEEP_ALIVE,
                    FieldName.TE,
                    FieldName.TRAILER,
                    FieldName.TRANSFER_ENCODING,
                    FieldName.UPGRADE,
                    FieldName.HTTP2_SETTINGS,
                    FieldName.PROXY_AUTHENTICATE,
                    FieldName.PROXY_AUTHORIZATION,
                    FieldName.CONTENT_LENGTH,
                    FieldName.EXPECT,
                    FieldName.MAX_FORWARDS,
                    FieldName.RANGE,
                    FieldName.CACHE_CONTROL,
                    FieldName.VARY,
                    FieldName.AUTHORIZATION,
                    FieldName.WWW_AUTHENTICATE,
                    FieldName.COOKIE,
                    FieldName.SET_COOKIE,
                    FieldName.DATE,
                    FieldName.LOCATION,
                    FieldName.RETRY_AFTER,
                    FieldName.ORIGIN,
                    FieldName.FORWARDED,
                    FieldName.X_FORWARDED_FOR,
                    FieldName.X_FORWARDED_PROTO,
                    FieldName.X_FORWARDED_HOST,
                    FieldName.X_FORWARDED_PORT,
                    FieldName.X_FORWARDED_PREFIX,
                    FieldName.X_FORWARDED_SERVER,
                    FieldName.X_REAL_IP,
                    FieldName.X_REQUEST_ID);

    private static final byte[] CONTENT = {'c', 'o', 'n', 't', 'e', 'n', 't', '-'};

    private TrailerRule() {}

    /** Removes every forbidden field. */
    public static void apply(Trailers trailers) {
        for (int i = trailers.fieldCount() - 1; i >= 0; i--) {
            if ((trailers.name(i).bit() & FORBIDDEN) != 0 || describesContent(trailers, i)) {
                trailers.removeField(i);
            }
        }
    }

    /** All of {@code Content-*}, also what the proxy has no number for. */
    private static boolean describesContent(Trailers trailers, int field) {
        int start = trailers.nameStart(field);
        if (trailers.nameEnd(field) - start < CONTENT.length) {
            return false;
        }
        for (int i = 0; i < CONTENT.length; i++) {
            if (Grammar.foldName(trailers.bytes()[start + i]) != CONTENT[i]) {
                return false;
            }
        }
        return true;
    }
}
