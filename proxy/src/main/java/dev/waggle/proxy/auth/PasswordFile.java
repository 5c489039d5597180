package dev.waggle.proxy.auth;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of a password file: its users, or why nobody may pass. Immutable. */
sealed interface PasswordFile {
    /**
     * It was read.
     *
     * @param version different for every content that this process has seen, so that what was
     *     proved against one content proves nothing against the next
     * @param costliest the hash of {@code content} that takes longest, null when nobody is in it
     */
    record Loaded(HtpasswdFile content, long version, @Nullable PasswordHash costliest)
            implements PasswordFile {
        Loaded(HtpasswdFile content, long version) {
            this(content, version, content.costliest());
        }

        /**
         * Whether this is the password of that user. Takes as long for a user who does not exist,
         * or whose own hash is a cheap one, so that the time tells nobody who is in the file. Never
         * on an event loop.
         */
        boolean admits(Credentials credentials) {
            Map<String, PasswordHash> users = content.users();
            PasswordHash own = users.get(credentials.user());
            boolean right = own != null && own.matches(credentials.password());
            if (!right && costliest != null && (own == null || own.cost() < costliest.cost())) {
                boolean ignored = costliest.matches(credentials.password());
            }
            return right;
        }
    }

    /**
     * It cannot be read, so nobody passes.
     *
     * @param what what is wrong, a clause for the operator
     * @param fix what to do
     */
    record Unreadable(String what, String fix) implements PasswordFile {}
}
