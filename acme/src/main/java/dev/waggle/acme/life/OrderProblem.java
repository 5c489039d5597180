package dev.waggle.acme.life;

/**
 * Why there is no new certificate, in words.
 *
 * @param kind what kind of thing went wrong: the label of metrics
 * @param directory the ACME directory that it happened at, empty when at none
 * @param message what went wrong, at most 1,000 characters; never a secret
 * @param fix what to do about it
 */
public record OrderProblem(Kind kind, String directory, String message, String fix) {

    private static final int MAX_CHARACTERS = 1_000;

    /** What kind of thing went wrong. */
    public enum Kind {
        /** The CA cannot be reached, or does not answer in time. */
        TRANSPORT,
        /** The CA answers with an error of its own (5xx). */
        CA_ERROR,
        /** The CA has answered that there were too many requests. */
        RATE_LIMITED,
        /** Our own ledger of the CA's limits holds the attempt. */
        LEDGER,
        /** What the CA answers cannot be understood. */
        MALFORMED,
        /** The CA did not find the answer to its challenge. */
        VALIDATION,
        /** The answer to a challenge could not be placed. */
        CHALLENGE,
        /** The look ahead holds the attempt. */
        PREFLIGHT,
        /** The account cannot be made or used. */
        ACCOUNT,
        /** The CA refuses the order: its names, its profile, its key. */
        REJECTED,
        /** The certificate that the CA made is not what was ordered. */
        WRONG_CERTIFICATE,
        /** This machine's clock is far from the CA's. */
        CLOCK,
        /** The state directory cannot be read or written. */
        STORE,
        /** A mistake of Waggle's own. */
        INTERNAL
    }

    public OrderProblem {
        message = bounded(message);
        fix = bounded(fix);
    }

    private static String bounded(String text) {
        // A CA's words end up in logs and pages: no control characters, no end of line.
        String clean = text.replaceAll("\\p{Cntrl}", " ").strip();
        return clean.length() <= MAX_CHARACTERS ? clean : clean.substring(0, MAX_CHARACTERS);
    }
}
