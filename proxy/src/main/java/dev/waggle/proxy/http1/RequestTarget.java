package dev.waggle.proxy.http1;

import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.Refusal;
import dev.waggle.proxy.message.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * Reads the forms of a request target that a reverse proxy serves (RFC 9112 section 3.2): origin,
 * absolute, and asterisk for OPTIONS.
 */
final class RequestTarget {
    private static final byte[] HTTP = {'h', 't', 't', 'p', ':', '/', '/'};
    private static final byte[] HTTPS = {'h', 't', 't', 'p', 's', ':', '/', '/'};

    private RequestTarget() {}

    /** Fills target and, from the absolute form, authority. */
    static @Nullable Refusal read(RequestHead head, int start, int end) {
        byte[] bytes = head.bytes();
        if (bytes[start] == '/') {
            head.target(start, end, pathEnd(bytes, start, end));
            return null;
        }
        if (bytes[start] == '*' && end - start == 1 && head.method() == Method.OPTIONS) {
            head.target(start, end, end);
            return null;
        }
        int authorityStart = authorityStart(head, start, end);
        return authorityStart < 0 ? Refusal.BAD_TARGET : readAbsolute(head, authorityStart, end);
    }

    /**
     * Gives an absolute-form target without a path the path {@code /}, or {@code *} where OPTIONS
     * means the server (RFC 9112 section 3.2.4). Adds to the bytes, so only when the head is whole.
     */
    static void completePath(RequestHead head) {
        int start = head.targetStart();
        if (head.pathEnd() > start) {
            return;
        }
        int query = head.targetEnd() - start;
        int at = head.reserve(1 + query);
        byte[] bytes = head.bytes();
        bytes[at] = (byte) (query == 0 && head.method() == Method.OPTIONS ? '*' : '/');
        System.arraycopy(bytes, start, bytes, at + 1, query);
        head.target(at, at + 1 + query, at + 1);
    }

    private static int authorityStart(RequestHead head, int start, int end) {
        if (startsWith(head, start, end, HTTP)) {
            return start + HTTP.length;
        }
        return startsWith(head, start, end, HTTPS) ? start + HTTPS.length : -1;
    }

    private static boolean startsWith(RequestHead head, int start, int end, byte[] scheme) {
        return end - start > scheme.length && head.spells(start, start + scheme.length, scheme);
    }

    private static @Nullable Refusal readAbsolute(RequestHead head, int start, int end) {
        byte[] bytes = head.bytes();
        int authorityEnd = start;
        while (authorityEnd < end && bytes[authorityEnd] != '/' && bytes[authorityEnd] != '?') {
            authorityEnd++;
        }
        if (authorityEnd == start) {
            return Refusal.BAD_TARGET;
        }
        head.authority(start, authorityEnd);
        head.target(authorityEnd, end, pathEnd(bytes, authorityEnd, end));
        return null;
    }

    private static int pathEnd(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && bytes[i] != '?') {
            i++;
        }
        return i;
    }
}
