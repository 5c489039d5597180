package dev.waggle.acme.ocsp;

/** An answer of an OCSP responder that proves nothing; the message says why. */
public final class OcspRefused extends Exception {
    private static final long serialVersionUID = 1L;

    OcspRefused(String message) {
        super(message);
    }

    OcspRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
