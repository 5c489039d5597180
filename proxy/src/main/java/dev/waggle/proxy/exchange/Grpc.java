package dev.waggle.proxy.exchange;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Grammar;
import dev.waggle.proxy.message.Head;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.Trailers;
import dev.waggle.proxy.message.Version;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/**
 * What gRPC says in HTTP's fields, as far as a proxy has to understand it (gRPC over HTTP2, section
 * "Requests" and "Responses").
 */
public final class Grpc {
    /** {@link #timeoutNanos} of a request without one, or with one that cannot be read. */
    static final long NO_TIMEOUT = -1;

    private static final byte[] TYPE = "application/grpc".getBytes(StandardCharsets.US_ASCII);
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int MAX_TIMEOUT_DIGITS = 8;
    private static final int UNAVAILABLE = 14;
    private static final int DEADLINE_EXCEEDED = 4;

    private Grpc() {}

    /** Whether the content type says gRPC, in any of its forms. */
    public static boolean is(Head head) {
        int type = head.find(FieldName.CONTENT_TYPE);
        return type >= 0 && startsWithType(head, type);
    }

    private static boolean startsWithType(Head head, int field) {
        int start = head.valueStart(field);
        if (head.valueEnd(field) - start < TYPE.length) {
            return false;
        }
        for (int i = 0; i < TYPE.length; i++) {
            if (Grammar.lowerCase(head.bytes()[start + i]) != TYPE[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a failure can be told behind a response that has begun: native gRPC, whose status is
     * in the trailers. For gRPC-Web they are part of the body.
     */
    static boolean hasStatusInTrailers(RequestHead request, Head response) {
        return request.version() == Version.HTTP_2 && isNative(request) && is(response);
    }

    private static boolean isNative(Head head) {
        if (!is(head)) {
            return false;
        }
        int type = head.find(FieldName.CONTENT_TYPE);
        int end = head.valueStart(type) + TYPE.length;
        return end == head.valueEnd(type) || head.bytes()[end] == '+' || head.bytes()[end] == ';';
    }

    /**
     * How long the client gives this request, from {@code grpc-timeout}, or {@link #NO_TIMEOUT}.
     */
    static long timeoutNanos(RequestHead head) {
        int field = head.find(FieldName.GRPC_TIMEOUT);
        if (field < 0) {
            return NO_TIMEOUT;
        }
        int start = head.valueStart(field);
        int unit = head.valueEnd(field) - 1;
        if (unit <= start || unit - start > MAX_TIMEOUT_DIGITS) {
            return NO_TIMEOUT;
        }
        long value = 0;
        for (int i = start; i < unit; i++) {
            int digit = head.bytes()[i] - '0';
            if (digit < 0 || digit > 9) {
                return NO_TIMEOUT;
            }
            value = value * 10 + digit;
        }
        return switch (head.bytes()[unit]) {
            case 'H' -> TimeUnit.HOURS.toNanos(value);
            case 'M' -> TimeUnit.MINUTES.toNanos(value);
            case 'S' -> TimeUnit.SECONDS.toNanos(value);
            case 'm' -> TimeUnit.MILLISECONDS.toNanos(value);
            case 'u' -> TimeUnit.MICROSECONDS.toNanos(value);
            case 'n' -> value;
            default -> NO_TIMEOUT;
        };
    }

    /** What {@code grpc-status} says in place of the status of a local reply. */
    static int statusOf(LocalReply reply) {
        return switch (reply.status()) {
            case 400, 500 -> 13;
            case 401 -> 16;
            case 403 -> 7;
            case 404, 405, 415, 501 -> 12;
            case 413, 414, 429, 431 -> 8;
            case 408 -> DEADLINE_EXCEEDED;
            case 502, 503, 508 -> UNAVAILABLE;
            case 504 -> reply.reason().equals("connect-timeout") ? UNAVAILABLE : DEADLINE_EXCEEDED;
            default -> 2;
        };
    }

    /** The end of a response that a failure cut short. */
    static Trailers trailersFor(Failure failure) {
        LocalReply reply = LocalReply.of(failure);
        Trailers trailers = new Trailers();
        trailers.add("grpc-status", Integer.toString(statusOf(reply)));
        trailers.add("grpc-message", percentEncoded(failure.reason()));
        return trailers;
    }

    /** Everything but printable ASCII, and the percent sign itself, as {@code %XX} of UTF-8. */
    static String percentEncoded(String message) {
        StringBuilder text = new StringBuilder(message.length());
        for (byte b : message.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b <= '~' && b != '%') {
                text.append((char) b);
            } else {
                text.append('%').append(HEX.toHexDigits(b));
            }
        }
        return text.toString();
    }
}
