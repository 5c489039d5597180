package dev.waggle.acme.life;

import dev.waggle.acme.ServerCertificate;
import java.time.Instant;

/** What somebody may want to be told. */
public sealed interface CertificateEvent {

    /** What it is about. */
    WantedCertificate wanted();

    /**
     * There is a certificate where there was none.
     *
     * @param certificate what is served from now on
     * @param directory the ACME directory that it is of
     */
    record Issued(WantedCertificate wanted, ServerCertificate certificate, String directory)
            implements CertificateEvent {}

    /**
     * There is a new certificate in place of an older one.
     *
     * @param certificate what is served from now on
     * @param directory the ACME directory that it is of
     */
    record Renewed(WantedCertificate wanted, ServerCertificate certificate, String directory)
            implements CertificateEvent {}

    /**
     * An attempt has failed.
     *
     * @param problem why
     * @param attempts how many have failed in a row, this one included
     * @param retryAt when the next one begins
     */
    record Failed(WantedCertificate wanted, OrderProblem problem, int attempts, Instant retryAt)
            implements CertificateEvent {}

    /**
     * What is served is about to expire, because renewal has not worked; told once for each
     * certificate.
     *
     * @param notAfter when it expires
     */
    record AboutToExpire(WantedCertificate wanted, Instant notAfter) implements CertificateEvent {}
}
