package dev.waggle.acme.life;

import dev.waggle.acme.takeover.CertificateImport;
import dev.waggle.acme.takeover.ImportFailed;
import dev.waggle.acme.takeover.Imported;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Certificates that obtain and renew themselves, as the rest of the program sees them. Safe for use
 * by many threads; nothing here blocks but {@link #imports} and {@link #close}.
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

    /**
     * Takes over the certificates of another tool, to be served and renewed as if they had been
     * ordered. Blocks on files.
     *
     * @param from what {@link CertificateImport} reads
     * @throws ImportFailed when nothing can be read there, or another process orders
     */
    List<Imported> imports(Path from) throws ImportFailed;

    /** Ends what is under way, as soon as it can be, and gives up the store. */
    @Override
    void close();
}
