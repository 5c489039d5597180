package dev.waggle.acme.life;

import dev.waggle.acme.ServerCertificate;
import dev.waggle.acme.challenge.ChallengeKind;
import dev.waggle.acme.challenge.Identifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A certificate that somebody wants.
 *
 * @param identifiers what it is for: 1 to {@value #MAX_IDENTIFIERS}
 * @param keyType the kind of its key
 * @param preferred the kind of challenge to try first; empty leaves it to the solvers' order
 * @param profile the CA's profile (draft-ietf-acme-profiles); empty leaves it to the issuer
 */
public record WantedCertificate(
        SortedSet<Identifier> identifiers,
        KeyType keyType,
        Optional<ChallengeKind> preferred,
        Optional<String> profile) {

    /** As many as Let's Encrypt takes. */
    public static final int MAX_IDENTIFIERS = 100;

    private static final int MAX_ID_NAME_CHARACTERS = 150;

    public WantedCertificate {
        identifiers = Collections.unmodifiableSortedSet(new TreeSet<>(identifiers));
        if (identifiers.isEmpty() || identifiers.size() > MAX_IDENTIFIERS) {
            throw new IllegalArgumentException(
                    "a certificate is for 1 to " + MAX_IDENTIFIERS + " names");
        }
    }

    /** With a P-256 key, by any challenge, with the issuer's profile. */
    public static WantedCertificate of(String... names) {
        return new WantedCertificate(
                Arrays.stream(names)
                        .map(Identifier::of)
                        .collect(Collectors.toCollection(TreeSet::new)),
                KeyType.ECDSA_P256,
                Optional.empty(),
                Optional.empty());
    }

    /** One like this; empty when it has more names, or another kind of key, than are ordered. */
    public static Optional<WantedCertificate> like(ServerCertificate certificate) {
        PublicKey key = certificate.chain().getFirst().getPublicKey();
        try {
            SortedSet<Identifier> identifiers =
                    of(certificate.names().toArray(String[]::new)).identifiers();
            return Arrays.stream(KeyType.values())
                    .filter(type -> type.isOf(key))
                    .findFirst()
                    .map(type ->
                            new WantedCertificate(
                                    identifiers, type, Optional.empty(), Optional.empty()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The names as text, in order. */
    public SortedSet<String> names() {
        return identifiers.stream()
                .map(Identifier::value)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * What it is known by in the store and to the operator: the same for the same names. The name
     * itself for one DNS name ({@code _.example.org} for a wildcard), else the first name with a
     * hash of all.
     */
    public String id() {
        Identifier first = identifiers.first();
        String name = first.value().replace('*', '_').replace(':', '-');
        boolean isWhole =
                identifiers.size() == 1
                        && first.type() == Identifier.Type.DNS
                        && name.length() <= MAX_ID_NAME_CHARACTERS;
        if (isWhole) {
            return name;
        }
        String start = name.substring(0, Math.min(name.length(), MAX_ID_NAME_CHARACTERS));
        // An IPv6 address may begin with the separator that was put in.
        return (start.startsWith("-") ? "_" + start : start) + "+" + hashOfNames();
    }

    private String hashOfNames() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(String.join("\n", names()).getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
