package dev.waggle.proxy.auth;

import dev.waggle.proxy.exchange.LocalReply;
import java.nio.charset.StandardCharsets;

/** The answer that asks for credentials, with the realm as a quoted string. */
final class Challenge {
    private Challenge() {}

    /**
     * A 401 for this realm.
     *
     * @param realm without control characters, otherwise any text
     * @param reason why, as a short stable word
     */
    static LocalReply of(String realm, String reason) {
        return LocalReply.unauthorized(quotable(realm), reason);
    }

    /**
     * RFC 9110 section 5.6.4: a quote and a backslash stand behind a backslash. A field's text
     * stands for bytes, so other than ASCII goes out as UTF-8.
     */
    private static String quotable(String realm) {
        String escaped = realm.replace("\\", "\\\\").replace("\"", "\\\"");
        return new String(escaped.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
