package dev.waggle.acme;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * A certificate chain with the private key of its leaf, ready to be served.
 *
 * <p>It cannot be wrong in what does not depend on the time: the key fits the leaf and is strong
 * enough, each certificate is signed by the next one, and the leaf names at least one host. Equal
 * by content (the bytes of the chain; one chain has one key). Immutable. Its text never holds the
 * key.
 */
public final class ServerCertificate {

    private final List<X509Certificate> chain;
    private final PrivateKey privateKey;
    private final SequencedSet<String> names;
    private final String fingerprint;

    private ServerCertificate(
            List<X509Certificate> chain,
            PrivateKey privateKey,
            SequencedSet<String> names,
            String fingerprint) {
        this.chain = chain;
        this.privateKey = privateKey;
        this.names = names;
        this.fingerprint = fingerprint;
    }

    /**
     * Checks the chain and the key against each other.
     *
     * @param chain the leaf first, then each one's issuer; 1 to 10 certificates
     * @param privateKey the leaf's key: RSA of 2048 to 8192 bits, or EC on P-256, P-384 or P-521
     * @throws CertificateRefused when they cannot be served together, with what to change
     */
    public static ServerCertificate of(List<X509Certificate> chain, PrivateKey privateKey)
            throws CertificateRefused {
        List<X509Certificate> copy = List.copyOf(chain);
        ChainRules.check(copy);
        KeyRules.check(copy.getFirst(), privateKey);
        return new ServerCertificate(
                copy, privateKey, SubjectNames.of(copy.getFirst()), fingerprintOf(copy));
    }

    /** The leaf first, then each one's issuer. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** The leaf's key. Never logged. */
    public PrivateKey privateKey() {
        return privateKey;
    }

    /**
     * The names it may be shown for: DNS names in lower case (perhaps {@code *.} in front) and IP
     * addresses as text, in the certificate's order.
     */
    public SequencedSet<String> names() {
        return names;
    }

    /** From when its leaf is valid. */
    public Instant notBefore() {
        return chain.getFirst().getNotBefore().toInstant();
    }

    /** Until when its whole chain is valid: the earliest end of any certificate in it. */
    public Instant notAfter() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** SHA-256 over the whole chain in lower-case hex: a new intermediate is a change too. */
    public String fingerprint() {
        return fingerprint;
    }

    /** The issuer's distinguished name (RFC 2253 text). */
    public String issuer() {
        return chain.getFirst().getIssuerX500Principal().getName();
    }

    /**
     * Whether it may be shown for this host (lower case): by name, or by a wildcard of one label
     * (RFC 9525 section 6.3).
     */
    public boolean covers(String host) {
        return names.contains(host) || names.contains(HostNames.wildcardFor(host));
    }

    /**
     * Refuses a certificate outside its time.
     *
     * @throws CertificateRefused when any certificate of the chain has expired at that time or is
     *     not valid yet
     */
    public void checkValidAt(Instant now) throws CertificateRefused {
        for (X509Certificate certificate : chain) {
            String who = certificate.getSubjectX500Principal().getName();
            if (now.isAfter(certificate.getNotAfter().toInstant())) {
                throw new CertificateRefused(
                        "the certificate of \"%s\" expired at %s"
                                .formatted(who, certificate.getNotAfter().toInstant()),
                        "renew it and write the new chain and key");
            }
            if (now.isBefore(certificate.getNotBefore().toInstant())) {
                throw new CertificateRefused(
                        "the certificate of \"%s\" is not valid before %s"
                                .formatted(who, certificate.getNotBefore().toInstant()),
                        "check this machine's clock, or wait");
            }
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ServerCertificate that && fingerprint.equals(that.fingerprint);
    }

    @Override
    public int hashCode() {
        return fingerprint.hashCode();
    }

    @Override
    public String toString() {
        return "ServerCertificate[names=%s, notAfter=%s, fingerprint=%s]"
                .formatted(names, notAfter(), fingerprint);
    }

    private static String fingerprintOf(List<X509Certificate> chain) throws CertificateRefused {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (X509Certificate certificate : chain) {
                sha256.update(certificate.getEncoded());
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        } catch (CertificateEncodingException e) {
            throw new CertificateRefused(
                    "a certificate cannot be encoded: " + e.getMessage(),
                    "write it anew from the CA");
        }
    }
}
