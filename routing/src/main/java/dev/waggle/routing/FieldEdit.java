package dev.waggle.routing;

import java.util.Locale;
import java.util.Set;

/**
 * A field that is set, or removed, whatever the other side sent.
 *
 * <p>The constructor refuses what could change where a message ends, where it goes, or who sent it.
 *
 * @param name a token of at most {@value #MAX_NAME_CHARS} characters, in the case in which it is
 *     sent to HTTP/1.1
 * @param value visible ASCII with spaces and tabs between; empty removes the field
 */
public record FieldEdit(String name, String value) {
    private static final int MAX_NAME_CHARS = 128;
    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

    /** What says where a message ends, or concerns one connection (RFC 9110 section 7.6.1). */
    private static final Set<String> FRAMING =
            Set.of(
                    "connection",
                    "content-length",
                    "expect",
                    "http2-settings",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    /** What the proxy itself says to the task: whom the request is for, and who sent it. */
    private static final Set<String> ROUTING_AND_IDENTITY =
            Set.of(
                    "date",
                    "forwarded",
                    "host",
                    "proxy-authorization",
                    "x-forwarded-for",
                    "x-forwarded-host",
                    "x-forwarded-port",
                    "x-forwarded-prefix",
                    "x-forwarded-proto",
                    "x-forwarded-server",
                    "x-real-ip");

    /**
     * @throws Malformed when the value has characters that no field may have, or the name is none
     */
    public FieldEdit {
        if (!isToken(name)) {
            throw new Malformed(
                    "is for a field whose name is not valid",
                    "letters, digits and hyphens as the field's name");
        }
        if (!isFieldValue(value)) {
            throw new Malformed(
                    "has characters that a field cannot have", "printable ASCII, or nothing");
        }
    }

    /**
     * An edit of requests.
     *
     * @throws Malformed also for the fields that the proxy makes itself
     */
    public static FieldEdit ofRequest(String name, String value) {
        if (ROUTING_AND_IDENTITY.contains(plain(name))) {
            throw ownField();
        }
        return withoutFraming(name, value);
    }

    /**
     * An edit of responses.
     *
     * @throws Malformed also for the fields that say where a message ends, and its date
     */
    public static FieldEdit ofResponse(String name, String value) {
        if (plain(name).equals("date")) {
            throw ownField();
        }
        return withoutFraming(name, value);
    }

    /** Whether the field is taken out and nothing put in. */
    public boolean isRemoval() {
        return value.isEmpty();
    }

    /** Whether a text can be the name of a field (RFC 9110 section 5.6.2), and is short. */
    public static boolean isToken(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_NAME_CHARS
                && text.chars().allMatch(FieldEdit::isTokenCharacter);
    }

    private static Malformed ownField() {
        return new Malformed("is for a field that the proxy sets itself", "another field");
    }

    private static FieldEdit withoutFraming(String name, String value) {
        if (FRAMING.contains(plain(name))) {
            throw new Malformed(
                    "is for a field that says where a message ends or what a connection does",
                    "another field");
        }
        return new FieldEdit(name, value);
    }

    /** Some tasks read {@code _} as {@code -}. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static boolean isTokenCharacter(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || TOKEN_PUNCTUATION.indexOf(c) >= 0;
    }

    /** RFC 9110 section 5.5, without bytes over 0x7E, which nobody reads alike. */
    private static boolean isFieldValue(String value) {
        return value.equals(value.strip())
                && value.chars().allMatch(c -> (c >= 0x20 && c <= 0x7e) || c == '\t');
    }
}
