package dev.waggle.proxy.compress;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Head;
import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.Version;
import java.nio.charset.StandardCharsets;

/**
 * Whether a response may be compressed, whatever the client prefers: a pure rule about two heads.
 */
final class Compressibility {
    private static final byte[] IDENTITY = "identity".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_TRANSFORM = "no-transform".getBytes(StandardCharsets.US_ASCII);

    /** Digests of the very bytes that the task sent (RFC 9530, RFC 3230, RFC 1864). */
    private static final byte[][] DIGESTS = {
        "content-digest".getBytes(StandardCharsets.US_ASCII),
        "repr-digest".getBytes(StandardCharsets.US_ASCII),
        "digest".getBytes(StandardCharsets.US_ASCII),
        "content-md5".getBytes(StandardCharsets.US_ASCII)
    };

    private final MediaTypes types;
    private final long minBytes;

    Compressibility(CompressionSettings settings) {
        this.types = new MediaTypes(settings.types());
        this.minBytes = settings.minBytes();
    }

    /** Whether the response to a GET with these fields may be sent in fewer bytes. */
    boolean holds(RequestHead request, ResponseHead response) {
        return isOfACompressibleType(response)
                && isLongEnough(response)
                && hasAWholeBody(response)
                && !isEncoded(response)
                && mayBeTransformed(response)
                && canBeFramed(request)
                && !hasDigest(response);
    }

    private boolean isOfACompressibleType(ResponseHead response) {
        int type = response.find(FieldName.CONTENT_TYPE);
        return type >= 0
                && types.contain(response, response.valueStart(type), response.valueEnd(type));
    }

    private boolean isLongEnough(ResponseHead response) {
        long length = response.contentLength();
        return length == ResponseHead.UNKNOWN_LENGTH || (length > 0 && length >= minBytes);
    }

    /** A range is one of the representation that the task chose (RFC 9110 section 14.4). */
    private static boolean hasAWholeBody(ResponseHead response) {
        return switch (response.status()) {
            case 101, 204, 205, 206, 304 -> false;
            default -> response.status() >= 200 && response.find(FieldName.CONTENT_RANGE) < 0;
        };
    }

    private static boolean isEncoded(ResponseHead response) {
        int field = response.find(FieldName.CONTENT_ENCODING);
        while (field >= 0) {
            int start = response.valueStart(field);
            int end = response.valueEnd(field);
            if (start < end && !response.spells(start, end, IDENTITY)) {
                return true;
            }
            field = response.find(FieldName.CONTENT_ENCODING, field + 1);
        }
        return false;
    }

    /** RFC 9111 section 5.2.2.6. */
    private static boolean mayBeTransformed(ResponseHead response) {
        return !ListFields.contains(response, FieldName.CACHE_CONTROL, NO_TRANSFORM);
    }

    /** The length is not known ahead, and HTTP/1.0 has no framing for that but to hang up. */
    private static boolean canBeFramed(RequestHead request) {
        return request.version() != Version.HTTP_1_0 && request.method() != Method.CONNECT;
    }

    private static boolean hasDigest(Head response) {
        for (int i = 0; i < response.fieldCount(); i++) {
            if (response.name(i) == FieldName.OTHER && isDigest(response, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDigest(Head response, int field) {
        for (byte[] name : DIGESTS) {
            if (response.spells(response.nameStart(field), response.nameEnd(field), name)) {
                return true;
            }
        }
        return false;
    }
}
