package dev.waggle.acme.takeover;

import dev.waggle.acme.ServerCertificate;

/** What stands at one place of another tool's files. */
sealed interface Found {

    /** Where it stands, for words. */
    String place();

    /** One that can be served now. */
    record Pair(String place, ServerCertificate certificate) implements Found {}

    /** One that cannot, and what to do. */
    record Unusable(String place, String message, String fix) implements Found {}
}
