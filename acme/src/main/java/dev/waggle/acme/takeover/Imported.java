package dev.waggle.acme.takeover;

import dev.waggle.acme.Printable;
import java.time.Instant;

/** What came of one certificate of another tool. */
public sealed interface Imported {

    /** A line for the operator, of printable characters only. */
    String text();

    /**
     * It is kept, and is served from now on.
     *
     * @param id what it is known by
     * @param issuer the distinguished name of its CA
     */
    record Taken(String place, String id, String issuer, Instant notAfter) implements Imported {
        @Override
        public String text() {
            return "%s: imported as %s, of %s, valid until %s"
                    .formatted(place, id, Printable.of(issuer), notAfter);
        }
    }

    /** There is one for these names that is valid as long: that one stays. */
    record Left(String place, String id, Instant notAfter) implements Imported {
        @Override
        public String text() {
            return "%s: left alone, the one that is kept for %s is valid until %s"
                    .formatted(place, id, notAfter);
        }
    }

    /** It cannot be served or kept. */
    record Refused(String place, String message, String fix) implements Imported {
        @Override
        public String text() {
            return "%s: not imported: %s; %s".formatted(place, Printable.of(message), fix);
        }
    }
}
