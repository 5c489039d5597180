package dev.waggle.proxy.admin;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate as it is shown: what is served and what is being worked on are two things.
 *
 * @param names that it is for
 * @param serving where the one that is served comes from, {@code files}; {@code none} without one
 * @param work what is going on, {@code idle}
 * @param notAfter when the served one ends
 * @param renewAt when the next one will be ordered
 * @param problem why the last work failed
 * @param retryAt when it will be tried again
 */
public record CertificateView(
        List<String> names,
        String serving,
        String work,
        @Nullable Instant notAfter,
        @Nullable Instant renewAt,
        @Nullable String problem,
        @Nullable Instant retryAt) {
    public CertificateView {
        names = List.copyOf(names);
    }
}
