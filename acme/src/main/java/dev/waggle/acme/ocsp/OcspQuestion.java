package dev.waggle.acme.ocsp;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * The question whether one certificate is revoked (RFC 6960 section 4.1). Without a nonce, so that
 * responders may answer with what they have signed before (RFC 5019 section 2.1.1).
 */
final class OcspQuestion {
    private final URI responder;
    private final BigInteger serial;
    private final X509CertificateHolder issuer;

    private OcspQuestion(URI responder, BigInteger serial, X509CertificateHolder issuer) {
        this.responder = responder;
        this.serial = serial;
        this.issuer = issuer;
    }

    /** Empty when the leaf names no responder, or the chain has no issuer for it. */
    static Optional<OcspQuestion> about(List<X509Certificate> chain) {
        X509Certificate leaf = chain.getFirst();
        Optional<URI> responder = LeafExtensions.responder(leaf);
        if (responder.isEmpty() || chain.size() < 2) {
            return Optional.empty();
        }
        try {
            X509CertificateHolder issuer = new JcaX509CertificateHolder(chain.get(1));
            return Optional.of(new OcspQuestion(responder.get(), leaf.getSerialNumber(), issuer));
        } catch (CertificateEncodingException _) {
            return Optional.empty();
        }
    }

    URI responder() {
        return responder;
    }

    X509CertificateHolder issuer() {
        return issuer;
    }

    /** The request's bytes. SHA-1 names the issuer here, as every responder knows (RFC 5019). */
    byte[] encoded() {
        try {
            CertificateID id =
                    new CertificateID(digests().get(CertificateID.HASH_SHA1), issuer, serial);
            return new OCSPReqBuilder().addRequest(id).build().getEncoded();
        } catch (OCSPException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    /** Whether an answer with this id is about our certificate, whatever hash it was made with. */
    boolean isAbout(CertificateID id) {
        try {
            return id.getSerialNumber().equals(serial) && id.matchesIssuer(issuer, digests());
        } catch (OCSPException | OperatorCreationException _) {
            return false;
        }
    }

    private static DigestCalculatorProvider digests() throws OperatorCreationException {
        return new JcaDigestCalculatorProviderBuilder().build();
    }
}
