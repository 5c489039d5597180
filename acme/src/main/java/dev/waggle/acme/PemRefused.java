package dev.waggle.acme;

import java.nio.file.Path;

/**
 * A PEM file, or the pair that it belongs to, cannot be served: which file, what is wrong, and what
 * to change.
 */
public final class PemRefused extends Exception {

    private final String file;
    private final String fix;

    PemRefused(Path file, String message, String fix) {
        super(message);
        this.file = file.toString();
        this.fix = fix;
    }

    /** Which file it is about. */
    public String file() {
        return file;
    }

    /** What to do instead. */
    public String fix() {
        return fix;
    }

    CertificateProblem toProblem(String name) {
        return new CertificateProblem(name, file, String.valueOf(getMessage()), fix);
    }
}
