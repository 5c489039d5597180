package dev.waggle.acme.life;

/**
 * Is told what happens to certificates, by the thread that keeps them, one thing at a time; it must
 * not block.
 */
@FunctionalInterface
public interface CertificateEvents {

    /** Tells nobody. */
    CertificateEvents NOBODY = _ -> {};

    /** Something has happened. */
    void happened(CertificateEvent event);
}
