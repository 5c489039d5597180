package dev.waggle.acme.store;

import dev.waggle.acme.ServerCertificate;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps certificates, the account and what is remembered of orders, over restarts and crashes.
 *
 * <p>One process at a time owns it and writes; others read what it has written. Blocks. Safe for
 * use by many threads.
 */
public interface CertificateStore extends AutoCloseable {

    /**
     * What a look into the store came to.
     *
     * @param certificates those that can be served, each with its key
     * @param problems why others cannot, each in words with what to do
     */
    record Contents(
            Map<CertificateKey, ServerCertificate> certificates,
            Map<CertificateKey, StoreFailed> problems) {
        public Contents {
            certificates = Map.copyOf(certificates);
            problems = Map.copyOf(problems);
        }
    }

    /** Takes the store for this process, or says that another one has it. Once taken, it stays. */
    boolean tryOwn() throws StoreFailed;

    /**
     * Reads all certificates; what has not changed since the last time is not read again. One that
     * cannot be read, or whose key does not fit, is a problem, and what was read of it before
     * stays; one that has expired is none.
     *
     * @throws StoreFailed when nothing can be said at all
     */
    Contents read() throws StoreFailed;

    /** Keeps a certificate in place of the one with the same key: whole or not at all. */
    void save(CertificateKey key, ServerCertificate certificate) throws StoreFailed;

    /** Takes a certificate out of use; it is kept where an operator finds it. */
    void archive(CertificateKey key) throws StoreFailed;

    /** Reads a note, empty when there is none. */
    Optional<String> note(Note note) throws StoreFailed;

    /** Keeps a note in place of the one with the same name: whole or not at all. */
    void write(Note note, String text) throws StoreFailed;

    /** Takes a note away, if it is there. */
    void delete(Note note) throws StoreFailed;

    /**
     * Moves a note that cannot be understood out of the way, where an operator finds it.
     *
     * @return where it is now, for words
     */
    String setAside(Note note) throws StoreFailed;

    /** Where it is, for words. */
    String place();

    /** Gives up what {@link #tryOwn} took. */
    @Override
    void close();
}
