package dev.waggle.proxy.admin;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate as it is shown: what is served and what is being worked on are two things.
 *
 * @param names that it is for
 * @param serving where the one that is served comes from, {@code files}, {@code acme} or {@code
 *     self-signed}; {@code none} without one
 * @param work what is going on, {@code idle}, {@code ordering} or {@code waiting}
 * @param notAfter when the served one ends
 * @param renewAt when the next one will be ordered
 * @param problem why the last work failed
 * @param retryAt when it will be tried again
 * @param id what {@code waggle certs} knows it by; null when it is not ordered
 * @param issuer the distinguished name of who signed it
 * @param notBefore from when the served one is valid
 * @param fix what to do about the problem
 * @param attempts failed ones since the last success
 * @param warning what may become a problem
 * @param ledger what is left of the CA's limits, when one is near
 * @param unwantedSince since when no route mentions it
 */
public record CertificateView(
        List<String> names,
        String serving,
        String work,
        @Nullable Instant notAfter,
        @Nullable Instant renewAt,
        @Nullable String problem,
        @Nullable Instant retryAt,
        @Nullable String id,
        @Nullable String issuer,
        @Nullable Instant notBefore,
        @Nullable String fix,
        int attempts,
        @Nullable String warning,
        @Nullable String ledger,
        @Nullable Instant unwantedSince) {
    public CertificateView {
        names = List.copyOf(names);
    }

    /** A list of them as the admin listener writes it. */
    public static String json(List<CertificateView> views) {
        return new String(Answer.json(200, views).body(), StandardCharsets.UTF_8);
    }

    /** One that nobody orders. */
    public static CertificateView of(
            String name,
            String serving,
            @Nullable String issuer,
            @Nullable Instant notBefore,
            @Nullable Instant notAfter) {
        return new CertificateView(
                List.of(name),
                serving,
                "idle",
                notAfter,
                null,
                null,
                null,
                null,
                issuer,
                notBefore,
                null,
                0,
                null,
                null,
                null);
    }
}
