package dev.waggle.acme.order;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.shredzone.acme4j.Certificate;

/** Picks among the chains that a CA offers for one leaf (RFC 8555 section 7.4.2). */
final class ChainChoice {

    static final int MAX_ALTERNATES = 5;

    private ChainChoice() {}

    /** The first chain that ends below this root, else the CA's own first. Asks the CA. */
    static List<X509Certificate> pick(Certificate offered, Optional<String> preferredRoot) {
        List<X509Certificate> first = offered.getCertificateChain();
        if (preferredRoot.isEmpty() || endsBelow(first, preferredRoot.get())) {
            return first;
        }
        return offered.getAlternateCertificates().stream()
                .limit(MAX_ALTERNATES)
                .map(Certificate::getCertificateChain)
                .filter(chain -> endsBelow(chain, preferredRoot.get()))
                .findFirst()
                .orElse(first);
    }

    private static boolean endsBelow(List<X509Certificate> chain, String root) {
        if (chain.isEmpty()) {
            return false;
        }
        X500Name issuer =
                X500Name.getInstance(chain.getLast().getIssuerX500Principal().getEncoded());
        for (RDN name : issuer.getRDNs(BCStyle.CN)) {
            if (IETFUtils.valueToString(name.getFirst().getValue()).equals(root)) {
                return true;
            }
        }
        return false;
    }
}
