package dev.waggle.acme;

/** A certificate or its key cannot be served: what is wrong, and what to change. */
public final class CertificateRefused extends Exception {

    private final String fix;

    /**
     * @param message what is wrong, in words
     * @param fix what to do instead
     */
    public CertificateRefused(String message, String fix) {
        super(message);
        this.fix = fix;
    }

    /** What to do instead. */
    public String fix() {
        return fix;
    }
}
