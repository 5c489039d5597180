package dev.waggle.proxy.auth;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The users of an htpasswd file, and the lines that could not be read. Immutable, equal by content.
 *
 * @param users by name
 * @param skipped the lines that count for nobody, the first few
 * @param skippedLines how many there are in all
 */
record HtpasswdFile(Map<String, PasswordHash> users, List<SkippedLine> skipped, int skippedLines) {
    /**
     * A line that is left out.
     *
     * @param number from 1
     * @param what what is wrong, a clause that never repeats the line
     * @param accepted what to write instead
     */
    record SkippedLine(int number, String what, String accepted) {}

    HtpasswdFile {
        users = Map.copyOf(users);
        skipped = List.copyOf(skipped);
    }

    /** The hash that takes longest to verify; null when nobody is in the file. */
    @Nullable PasswordHash costliest() {
        return users.values().stream()
                .max(Comparator.comparingLong(PasswordHash::cost))
                .orElse(null);
    }
}
