package dev.waggle.proxy.http1;

import dev.waggle.proxy.message.Grammar;
import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.Refusal;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.Version;
import org.jspecify.annotations.Nullable;

/** Reads a request line: method, target and version with one space between (RFC 9112 section 3). */
final class RequestLine {
    /** Longer than every registered method. */
    private static final int MAX_METHOD_BYTES = 32;

    private static final int VERSION_BYTES = "HTTP/1.1".length();

    private RequestLine() {}

    /**
     * Fills method, target and version.
     *
     * @param start where the line begins in the head's bytes
     * @param end where its CRLF begins
     */
    static @Nullable Refusal read(RequestHead head, int start, int end) {
        byte[] bytes = head.bytes();
        int methodEnd = tokenEnd(bytes, start, end);
        if (methodEnd == start || methodEnd == end || bytes[methodEnd] != ' ') {
            return Refusal.BAD_REQUEST_LINE;
        }
        int targetStart = methodEnd + 1;
        int targetEnd = targetEnd(bytes, targetStart, end);
        if (targetEnd == targetStart || targetEnd == end) {
            return Refusal.BAD_REQUEST_LINE;
        }
        if (bytes[targetEnd] != ' ') {
            return Refusal.BAD_TARGET;
        }
        Refusal refusal = readVersion(head, targetEnd + 1, end);
        if (refusal != null) {
            return refusal;
        }
        if (methodEnd - start > MAX_METHOD_BYTES) {
            return Refusal.METHOD_TOO_LONG;
        }
        head.method(Method.of(bytes, start, methodEnd), start, methodEnd);
        return switch (head.method()) {
            case CONNECT, TRACE -> {
                // Whatever its form, for the log alone.
                head.target(targetStart, targetEnd, targetEnd);
                yield Refusal.METHOD_NOT_ALLOWED;
            }
            case GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH, OTHER ->
                    RequestTarget.read(head, targetStart, targetEnd);
        };
    }

    private static int tokenEnd(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && Grammar.isToken(bytes[i])) {
            i++;
        }
        return i;
    }

    private static int targetEnd(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && Grammar.isTarget(bytes[i])) {
            i++;
        }
        return i;
    }

    /** RFC 9112 section 2.3: case-sensitive, one digit each side. */
    private static @Nullable Refusal readVersion(RequestHead head, int start, int end) {
        byte[] bytes = head.bytes();
        if (end - start != VERSION_BYTES || !isVersion(bytes, start)) {
            return Refusal.BAD_VERSION;
        }
        byte minor = bytes[start + 7];
        if (bytes[start + 5] != '1' || minor > '1') {
            return Refusal.VERSION_NOT_SUPPORTED;
        }
        head.version(minor == '1' ? Version.HTTP_1_1 : Version.HTTP_1_0);
        return null;
    }

    /** Whether {@code HTTP/DIGIT.DIGIT} stands here. */
    static boolean isVersion(byte[] bytes, int start) {
        return bytes[start] == 'H'
                && bytes[start + 1] == 'T'
                && bytes[start + 2] == 'T'
                && bytes[start + 3] == 'P'
                && bytes[start + 4] == '/'
                && Grammar.isDigit(bytes[start + 5])
                && bytes[start + 6] == '.'
                && Grammar.isDigit(bytes[start + 7]);
    }
}
