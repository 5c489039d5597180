package dev.waggle.proxy.certificates;

import dev.waggle.acme.CertificateProblem;
import dev.waggle.acme.Certificates;
import dev.waggle.acme.ServerCertificate;
import dev.waggle.acme.ocsp.Staples;
import dev.waggle.proxy.tls.TlsContexts;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins the certificates of both makers, files from elsewhere and ACME, into the one snapshot that
 * handshakes use.
 *
 * <p>For a name that both have, the files count while they are valid. Methods that change something
 * block, and are never called on an event loop.
 */
public final class ServedCertificates {
    private final TlsContexts contexts;
    private final Staples staples;
    private final InstantSource clock;
    private Certificates files = Certificates.NONE;
    private Certificates ordered = Certificates.NONE;
    private volatile Certificates current = Certificates.NONE;

    public ServedCertificates(TlsContexts contexts, Staples staples, InstantSource clock) {
        this.contexts = contexts;
        this.staples = staples;
        this.clock = clock;
    }

    /**
     * Serves these from files.
     *
     * @return what of all cannot be served
     */
    public synchronized List<CertificateProblem> files(Certificates certificates) {
        files = certificates;
        return publish();
    }

    /**
     * Serves these from ACME.
     *
     * @return what of all cannot be served
     */
    public synchronized List<CertificateProblem> ordered(Certificates certificates) {
        ordered = certificates;
        return publish();
    }

    /** What is served. */
    public Certificates current() {
        return current;
    }

    /** Whether files have a certificate for a host (lower case) that is valid now. */
    public synchronized boolean isFromFiles(String host) {
        return files.forName(host).filter(this::isValid).isPresent();
    }

    private List<CertificateProblem> publish() {
        Map<String, ServerCertificate> byName = new HashMap<>(ordered.byName());
        files.byName()
                .forEach((name, certificate) -> {
                    if (isValid(certificate) || !byName.containsKey(name)) {
                        byName.put(name, certificate);
                    }
                });
        Certificates joined = new Certificates(byName);
        List<CertificateProblem> problems = contexts.publish(joined);
        staples.follow(joined);
        current = joined;
        return problems;
    }

    private boolean isValid(ServerCertificate certificate) {
        return clock.instant().isBefore(certificate.notAfter());
    }
}
