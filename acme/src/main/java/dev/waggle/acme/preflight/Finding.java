package dev.waggle.acme.preflight;

/** What a look ahead has found. */
public sealed interface Finding {

    /** Nothing speaks against an attempt. */
    Finding CLEAR = new Clear();

    /** Nothing speaks against an attempt. */
    record Clear() implements Finding {}

    /**
     * It may go wrong; the attempt is made all the same.
     *
     * @param reason what was seen
     * @param fix what to do about it
     */
    record Warn(String reason, String fix) implements Finding {}

    /**
     * It will go wrong: an attempt would only be spent.
     *
     * @param reason what was seen
     * @param fix what to do about it
     */
    record Hold(String reason, String fix) implements Finding {}
}
