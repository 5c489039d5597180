package dev.waggle.proxy.auth;

/** What a request shows of who sent it. */
sealed interface Presented {
    /** Nothing. */
    record Nothing() implements Presented {}

    /** A user and a password. */
    record Basic(Credentials credentials) implements Presented {}

    /**
     * Something that is not read as credentials.
     *
     * @param reason why, as a short stable word
     */
    record Unusable(String reason) implements Presented {}

    /** More than one field, which two readers could read as two users. */
    record Ambiguous() implements Presented {}
}
