package dev.waggle.proxy.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The secrets that session tickets are encrypted with, the newest first; the newest encrypts and
 * all decrypt (RFC 5077 section 4).
 *
 * <p>No key is used by two certificates: each gets its own, derived from the secret and its names
 * (HKDF, RFC 5869), so that a ticket for one host opens nothing at another. The same names give the
 * same keys, so that tickets outlive a renewal. Immutable.
 */
final class TicketSecrets {

    /** The newest and two that still decrypt. */
    static final int KEPT = 3;

    private static final int SECRET_BYTES = 32;
    private static final byte[] PURPOSE =
            "waggle session tickets 1 ".getBytes(StandardCharsets.US_ASCII);

    private final List<byte[]> newestFirst;

    private TicketSecrets(List<byte[]> newestFirst) {
        this.newestFirst = newestFirst;
    }

    static TicketSecrets create(SecureRandom random) {
        return new TicketSecrets(List.of(secret(random)));
    }

    /**
     * Those that were kept.
     *
     * @throws IllegalArgumentException when there is none, or one of another length
     */
    static TicketSecrets of(List<byte[]> newestFirst) {
        boolean usable =
                !newestFirst.isEmpty()
                        && newestFirst.size() <= KEPT
                        && newestFirst.stream().allMatch(it -> it.length == SECRET_BYTES);
        if (!usable) {
            throw new IllegalArgumentException("these are no secrets");
        }
        return new TicketSecrets(List.copyOf(newestFirst));
    }

    /** To be kept where nobody else reads them. */
    List<byte[]> newestFirst() {
        return newestFirst;
    }

    /** Whether both encrypt and decrypt the same. */
    boolean isSameAs(TicketSecrets other) {
        return Arrays.deepEquals(newestFirst.toArray(), other.newestFirst.toArray());
    }

    /** With a new newest one, and without the oldest one when there would be more than are kept. */
    TicketSecrets rotated(SecureRandom random) {
        List<byte[]> rotated = new ArrayList<>();
        rotated.add(secret(random));
        newestFirst.stream().limit(KEPT - 1L).forEach(rotated::add);
        return new TicketSecrets(List.copyOf(rotated));
    }

    /** The keys for one context, the encrypting one first. */
    OpenSslSessionTicketKey[] keysFor(byte[] identity) {
        return newestFirst.stream()
                .map(secret -> key(secret, identity))
                .toArray(OpenSslSessionTicketKey[]::new);
    }

    private static OpenSslSessionTicketKey key(byte[] secret, byte[] identity) {
        byte[] derived = derive(secret, identity);
        int hmacAt = OpenSslSessionTicketKey.NAME_SIZE;
        int aesAt = hmacAt + OpenSslSessionTicketKey.HMAC_KEY_SIZE;
        return new OpenSslSessionTicketKey(
                Arrays.copyOf(derived, hmacAt),
                Arrays.copyOfRange(derived, hmacAt, aesAt),
                Arrays.copyOfRange(derived, aesAt, derived.length));
    }

    private static byte[] derive(byte[] secret, byte[] identity) {
        byte[] info = Arrays.copyOf(PURPOSE, PURPOSE.length + identity.length);
        System.arraycopy(identity, 0, info, PURPOSE.length, identity.length);
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(secret)
                                    .thenExpand(info, OpenSslSessionTicketKey.TICKET_KEY_SIZE));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java 25 has HKDF-SHA256", e);
        }
    }

    private static byte[] secret(SecureRandom random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return secret;
    }
}
