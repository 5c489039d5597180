package dev.waggle.acme;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a chain must be before it is served: short, in order, and each certificate signed by the
 * next.
 */
final class ChainRules {

    static final int MAX_CHAIN_LENGTH = 10;

    private ChainRules() {}

    static void check(List<X509Certificate> chain) throws CertificateRefused {
        if (chain.isEmpty()) {
            throw new CertificateRefused(
                    "there is no certificate", "write the leaf and then its intermediates as PEM");
        }
        if (chain.size() > MAX_CHAIN_LENGTH) {
            throw new CertificateRefused(
                    "there are %d certificates, the most is %d"
                            .formatted(chain.size(), MAX_CHAIN_LENGTH),
                    "keep the leaf and its intermediates only");
        }
        for (int i = 0; i + 1 < chain.size(); i++) {
            checkSignedBy(chain.get(i), chain.get(i + 1), i + 1);
        }
    }

    private static void checkSignedBy(X509Certificate child, X509Certificate issuer, int position)
            throws CertificateRefused {
        try {
            if (child.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
                child.verify(issuer.getPublicKey());
                return;
            }
        } catch (GeneralSecurityException _) {
            // The same complaint as for another name: this is not the issuer.
        }
        throw new CertificateRefused(
                "certificate %d (\"%s\") is not signed by the one after it (\"%s\")"
                        .formatted(
                                position,
                                child.getSubjectX500Principal().getName(),
                                issuer.getSubjectX500Principal().getName()),
                "write the leaf first and then each one's issuer, as in the CA's fullchain file");
    }
}
