package dev.waggle.proxy.http1;

import io.netty.handler.codec.http.HttpResponseStatus;

/** Every status line, ready as bytes. */
final class StatusLine {
    private static final int FIRST = 100;
    private static final int LAST = 999;
    private static final byte[][] LINES = new byte[LAST - FIRST + 1][];

    static {
        for (int status = FIRST; status <= LAST; status++) {
            LINES[status - FIRST] =
                    Ascii.bytes("HTTP/1.1 " + status + ' ' + reason(status) + "\r\n");
        }
    }

    private StatusLine() {}

    /** The line with its CRLF; not to be written to. */
    static byte[] of(int status) {
        return LINES[status - FIRST];
    }

    /** A status without a registered phrase gets none (RFC 9112 section 4). */
    private static String reason(int status) {
        String phrase = HttpResponseStatus.valueOf(status).reasonPhrase();
        return phrase.contains("(") ? "" : phrase;
    }
}
