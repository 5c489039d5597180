package dev.waggle.proxy.auth;

import dev.waggle.routing.Malformed;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * One hash of an htpasswd file, checked when it was read, so that verifying a password never fails
 * for another reason than the password.
 *
 * @param text as in the file
 * @param cost what verifying it takes, roughly in microseconds; only good for comparing two
 */
record PasswordHash(HashKind kind, String text, long cost) {
    /**
     * Reads the part of a line behind its user.
     *
     * @throws Malformed when it is of no kind that can be verified, or would take too long
     */
    static PasswordHash parse(String text) {
        HashKind kind = HashKind.of(text);
        String hash = kind == HashKind.PLAIN ? text : text.stripTrailing();
        return new PasswordHash(kind, hash, kind.check(hash));
    }

    /**
     * Whether this is the hash of the password, compared in constant time. Takes from microseconds
     * to a second of CPU time: never on an event loop.
     *
     * @param password UTF-8; not written to
     */
    boolean matches(byte[] password) {
        // Commons Codec wipes the array that it is given.
        String computed = kind.compute(text, password.clone());
        return MessageDigest.isEqual(bytes(computed), bytes(text));
    }

    /** Never the hash: this may end in a log. */
    @Override
    public String toString() {
        return kind.name();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
