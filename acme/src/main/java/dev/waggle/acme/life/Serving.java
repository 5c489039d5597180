package dev.waggle.acme.life;

import dev.waggle.acme.ServerCertificate;

/** What is served for a wanted certificate. */
public sealed interface Serving {

    /** There is none yet. */
    Serving NONE = new None();

    /** There is none yet. */
    record None() implements Serving {}

    /**
     * One is served, be it expired: better the old one than none.
     *
     * @param certificate what is served
     * @param directory the name of the ACME directory that it is of
     */
    record Certificate(ServerCertificate certificate, String directory) implements Serving {}
}
