package dev.waggle.acme.ocsp;

import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;

/** What a leaf says about its revocation: pure. */
final class LeafExtensions {
    private static final int MAX_URL = 1024;

    /** RFC 7633: the TLS features that the server must offer. */
    private static final String TLS_FEATURE = "1.3.6.1.5.5.7.1.24";

    /** The number of the extension {@code status_request} (RFC 6066 section 8). */
    private static final int STATUS_REQUEST = 5;

    private LeafExtensions() {}

    /**
     * Where to ask (RFC 5280 section 4.2.2.1). Only plain HTTP, which is what CAs name: an answer
     * is signed, and TLS to the responder would ask the same question again.
     */
    static Optional<URI> responder(X509Certificate leaf) {
        ASN1Sequence access = extension(leaf, Extension.authorityInfoAccess.getId());
        if (access == null) {
            return Optional.empty();
        }
        return Arrays.stream(AuthorityInformationAccess.getInstance(access).getAccessDescriptions())
                .filter(it -> it.getAccessMethod().equals(AccessDescription.id_ad_ocsp))
                .map(AccessDescription::getAccessLocation)
                .filter(it -> it.getTagNo() == GeneralName.uniformResourceIdentifier)
                .flatMap(it -> url(it.getName().toString()).stream())
                .findFirst();
    }

    /** Whether clients refuse the leaf when no proof comes with it (RFC 7633 section 4). */
    static boolean mustStaple(X509Certificate leaf) {
        ASN1Sequence features = extension(leaf, TLS_FEATURE);
        return features != null
                && Arrays.stream(features.toArray())
                        .anyMatch(it ->
                                it instanceof ASN1Integer number
                                        && number.hasValue(STATUS_REQUEST));
    }

    private static Optional<URI> url(String text) {
        try {
            URI url = new URI(text);
            boolean usable =
                    text.length() <= MAX_URL
                            && "http".equalsIgnoreCase(url.getScheme())
                            && url.getHost() != null
                            && url.getUserInfo() == null;
            return usable ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    /** A certificate's extensions are input: one that cannot be read is one that is not there. */
    private static @Nullable ASN1Sequence extension(X509Certificate leaf, String id) {
        byte[] value = leaf.getExtensionValue(id);
        try {
            return value == null
                    ? null
                    : ASN1Sequence.getInstance(ASN1OctetString.getInstance(value).getOctets());
        } catch (RuntimeException _) {
            return null;
        }
    }
}
