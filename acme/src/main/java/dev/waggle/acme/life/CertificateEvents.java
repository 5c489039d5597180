package dev.waggle.acme.life;

/**
 * Is told what happens to certificates. Called by the threads that order, one at a time for each
 * certificate; it must not block.
 */
@FunctionalInterface
public interface CertificateEvents {

    /** Tells nobody. */
    CertificateEvents NOBODY = _ -> {};

    /** Something has happened. */
    void happened(CertificateEvent event);
}
