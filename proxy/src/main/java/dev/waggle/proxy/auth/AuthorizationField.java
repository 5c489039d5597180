package dev.waggle.proxy.auth;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.RequestHead;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Reads {@code Authorization: Basic} in one way (RFC 7617 section 2): the scheme in any case,
 * base64 with its padding and nothing else, UTF-8, no control character, and the first colon ends
 * the user.
 */
final class AuthorizationField {
    /** The longest value, in bytes. */
    static final int MAX_FIELD_BYTES = 4096;

    /** The longest user, in bytes; what {@code htpasswd} accepts. */
    static final int MAX_USER_BYTES = 255;

    /**
     * The longest password, in bytes; what crypt(3) accepts. Some hashes take longer for longer
     * passwords.
     */
    static final int MAX_PASSWORD_BYTES = 512;

    private static final byte[] BASIC = "basic".getBytes(StandardCharsets.US_ASCII);
    private static final Presented NOTHING = new Presented.Nothing();
    private static final Presented AMBIGUOUS = new Presented.Ambiguous();

    private AuthorizationField() {}

    /** What the request shows; on its event loop. Copies what it needs of the head. */
    static Presented read(RequestHead request) {
        int field = request.find(FieldName.AUTHORIZATION);
        if (field < 0) {
            return NOTHING;
        }
        if (request.find(FieldName.AUTHORIZATION, field + 1) >= 0) {
            return AMBIGUOUS;
        }
        return read(request, request.valueStart(field), request.valueEnd(field));
    }

    private static Presented read(RequestHead request, int start, int end) {
        if (end - start > MAX_FIELD_BYTES) {
            return new Presented.Unusable("credentials-too-long");
        }
        int token = start + BASIC.length;
        byte[] bytes = request.bytes();
        if (token >= end || bytes[token] != ' ' || !request.spells(start, token, BASIC)) {
            return new Presented.Unusable("scheme-not-basic");
        }
        // RFC 9110 section 11.4: one or more spaces.
        while (token < end && bytes[token] == ' ') {
            token++;
        }
        return decode(Arrays.copyOfRange(bytes, token, end));
    }

    private static Presented decode(byte[] token) {
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return new Presented.Unusable("credentials-not-base64");
        }
        // The decoder takes what lacks its padding, and ignores bits behind the last byte.
        if (!Arrays.equals(Base64.getEncoder().encode(decoded), token)) {
            return new Presented.Unusable("credentials-not-base64");
        }
        return split(decoded);
    }

    private static Presented split(byte[] decoded) {
        int colon = 0;
        while (colon < decoded.length && decoded[colon] != ':') {
            colon++;
        }
        if (colon == decoded.length) {
            return new Presented.Unusable("credentials-without-colon");
        }
        if (colon > MAX_USER_BYTES || decoded.length - colon - 1 > MAX_PASSWORD_BYTES) {
            return new Presented.Unusable("credentials-too-long");
        }
        if (!isPrintableUtf8(decoded)) {
            return new Presented.Unusable("credentials-not-text");
        }
        return new Presented.Basic(
                new Credentials(
                        new String(decoded, 0, colon, StandardCharsets.UTF_8),
                        Arrays.copyOfRange(decoded, colon + 1, decoded.length)));
    }

    /** RFC 7617 section 2: neither user nor password contains a control character. */
    private static boolean isPrintableUtf8(byte[] decoded) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(decoded))
                    .chars()
                    .noneMatch(Character::isISOControl);
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
