package dev.waggle.proxy.auth;

import java.util.Arrays;

/**
 * A user and a password as a client sent them; no part of the request that they came in, so they
 * may leave its event loop.
 */
final class Credentials {
    private final String user;
    private final byte[] password;

    Credentials(String user, byte[] password) {
        this.user = user;
        this.password = password;
    }

    String user() {
        return user;
    }

    /** UTF-8; not to be written to but by {@link #wipe}. */
    byte[] password() {
        return password;
    }

    /** Overwrites the password once it is of no more use. */
    void wipe() {
        Arrays.fill(password, (byte) 0);
    }

    /** Never what is in it: this may end in a log. */
    @Override
    public String toString() {
        return "Credentials";
    }
}
