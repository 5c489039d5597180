package dev.waggle.acme.ocsp;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * An answer of a responder that was verified: it is about the certificate that was asked for,
 * signed by its issuer or by whom that has charged with it, and of now (RFC 6960 section 3.2).
 */
final class OcspAnswer {
    /** How far the responder's clock may be ahead of ours. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    /** For a responder that does not say; newer information is always to be had then. */
    private static final Duration USUALLY_VALID = Duration.ofHours(1);

    private final byte[] encoded;
    private final boolean revoked;
    private final Instant validUntil;

    private OcspAnswer(byte[] encoded, boolean revoked, Instant validUntil) {
        this.encoded = encoded;
        this.revoked = revoked;
        this.validUntil = validUntil;
    }

    /** The response as it was received, for clients. */
    byte[] encoded() {
        return encoded.clone();
    }

    /** Whether the CA has taken the certificate back. */
    boolean revoked() {
        return revoked;
    }

    /** When something newer has to be asked for. */
    Instant validUntil() {
        return validUntil;
    }

    /**
     * Reads and verifies a response.
     *
     * @throws OcspRefused when it proves nothing
     */
    static OcspAnswer read(byte[] response, OcspQuestion question, Instant now) throws OcspRefused {
        try {
            BasicOCSPResp basic = basic(response);
            SingleResp single = about(question, basic);
            requireSignature(basic, question.issuer(), now);
            Instant validUntil = validUntil(single, now);
            return new OcspAnswer(response.clone(), isRevoked(single.getCertStatus()), validUntil);
        } catch (IOException | OCSPException | RuntimeException e) {
            throw new OcspRefused("the answer cannot be read: " + e.getMessage(), e);
        }
    }

    private static BasicOCSPResp basic(byte[] response)
            throws IOException, OCSPException, OcspRefused {
        OCSPResp outer = new OCSPResp(response);
        if (outer.getStatus() != OCSPResp.SUCCESSFUL) {
            throw new OcspRefused(
                    switch (outer.getStatus()) {
                        case OCSPResp.TRY_LATER -> "the responder says: try later";
                        case OCSPResp.INTERNAL_ERROR -> "the responder says: internal error";
                        case OCSPResp.UNAUTHORIZED ->
                                "the responder says: unauthorized; it does not know the"
                                        + " certificate";
                        default -> "the responder refused, with status " + outer.getStatus();
                    });
        }
        if (outer.getResponseObject() instanceof BasicOCSPResp basic) {
            return basic;
        }
        throw new OcspRefused("the answer is not a basic OCSP response");
    }

    private static SingleResp about(OcspQuestion question, BasicOCSPResp basic) throws OcspRefused {
        return Arrays.stream(basic.getResponses())
                .filter(it -> question.isAbout(it.getCertID()))
                .findFirst()
                .orElseThrow(() -> new OcspRefused("the answer is about another certificate"));
    }

    /** Bouncy Castle says "good" with a null. */
    private static boolean isRevoked(@Nullable CertificateStatus status) throws OcspRefused {
        if (status == null) {
            return false;
        }
        if (status instanceof RevokedStatus) {
            return true;
        }
        throw new OcspRefused("the responder does not know the certificate");
    }

    private static Instant validUntil(SingleResp single, Instant now) throws OcspRefused {
        Date next = single.getNextUpdate();
        Instant from = single.getThisUpdate().toInstant();
        Instant until = next == null ? now.plus(USUALLY_VALID) : next.toInstant();
        if (from.isAfter(now.plus(SKEW)) || !until.isAfter(now)) {
            throw new OcspRefused("the answer is valid from %s to %s".formatted(from, until));
        }
        return until;
    }

    /** RFC 6960 section 4.2.2.2: the issuer itself, or whom it has named for this. */
    private static void requireSignature(
            BasicOCSPResp basic, X509CertificateHolder issuer, Instant now)
            throws OcspRefused, OCSPException {
        if (isSignedBy(basic, issuer)) {
            return;
        }
        for (X509CertificateHolder delegate : basic.getCerts()) {
            if (isDelegate(delegate, issuer, now) && isSignedBy(basic, delegate)) {
                return;
            }
        }
        throw new OcspRefused("the answer is not signed by the certificate's issuer");
    }

    private static boolean isSignedBy(BasicOCSPResp basic, X509CertificateHolder signer) {
        try {
            return basic.isSignatureValid(verifier(signer));
        } catch (OCSPException | OperatorCreationException | CertificateException _) {
            return false; // a key that does not fit the signature's algorithm
        }
    }

    private static boolean isDelegate(
            X509CertificateHolder delegate, X509CertificateHolder issuer, Instant now) {
        try {
            Extension usage = delegate.getExtension(Extension.extendedKeyUsage);
            return usage != null
                    && ExtendedKeyUsage.getInstance(usage.getParsedValue())
                            .hasKeyPurposeId(KeyPurposeId.id_kp_OCSPSigning)
                    && delegate.getIssuer().equals(issuer.getSubject())
                    && delegate.isValidOn(Date.from(now))
                    && delegate.isSignatureValid(verifier(issuer));
        } catch (CertException | OperatorCreationException | CertificateException _) {
            return false;
        }
    }

    private static ContentVerifierProvider verifier(X509CertificateHolder signer)
            throws OperatorCreationException, CertificateException {
        return new JcaContentVerifierProviderBuilder().build(signer);
    }
}
