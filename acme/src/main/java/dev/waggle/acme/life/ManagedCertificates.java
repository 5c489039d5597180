package dev.waggle.acme.life;

import java.util.Set;
import java.util.function.Consumer;

/**
 * Certificates that obtain and renew themselves, as the rest of the program sees them. Safe for use
 * by many threads; nothing here blocks but {@link #close}.
 */
public interface ManagedCertificates extends AutoCloseable {

    /**
     * Says what is wanted now: the whole set, in place of the one before. Until the first call
     * nothing is ordered and nothing is forgotten.
     */
    void want(Set<WantedCertificate> wanted);

    /** How everything stands; replaced whole with each change. */
    CertificateStates states();

    /**
     * Is told of each change, one at a time, with the newest snapshot; the first time at once. It
     * must not block for long: it is called by the thread that keeps the certificates.
     */
    void onChange(Consumer<CertificateStates> listener);

    /**
     * Renews now what has this id or covers this name, whatever its time. The CA's limits hold all
     * the same.
     *
     * @return whether there is such a certificate, and this process may order
     */
    boolean renew(String name);

    /**
     * Tries again now what waits after a failure. The CA's limits hold all the same.
     *
     * @return whether there is such a certificate that waits, and this process may order
     */
    boolean retry(String name);

    /** Ends what is under way, as soon as it can be, and gives up the store. */
    @Override
    void close();
}
