package dev.waggle.acme;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The local authority's certificate with its key. Its text never holds the key, but {@link
 * #pairPem} does.
 */
record AuthorityKey(X509Certificate certificate, PrivateKey privateKey) {

    String certificatePem() {
        return Pem.ofChain(List.of(certificate));
    }

    String pairPem() {
        return Pem.ofKey(privateKey) + certificatePem();
    }

    @Override
    public String toString() {
        return "AuthorityKey[" + certificate.getSubjectX500Principal().getName() + "]";
    }
}
