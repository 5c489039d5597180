package dev.waggle.proxy.auth;

import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes {@link Proof}s by HMAC-SHA-256 with a key that this process has drawn and nobody else sees.
 * A microsecond; each thread has a copy of its own, so that none waits for another.
 */
final class ProofMaker {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final FastThreadLocal<Mac> macs;

    ProofMaker(SecureRandom random) {
        Mac original = keyed(random);
        this.macs =
                new FastThreadLocal<>() {
                    @Override
                    protected Mac initialValue() throws CloneNotSupportedException {
                        // Asking the security providers again could wait for a lock.
                        return (Mac) original.clone();
                    }
                };
    }

    /** The proof that a request would have given if these credentials are right. */
    Proof of(PasswordFile.Loaded file, Credentials credentials) {
        byte[] user = credentials.user().getBytes(StandardCharsets.UTF_8);
        ByteBuffer head = ByteBuffer.allocate(Long.BYTES + Integer.BYTES);
        // With the length of the user in front no two pairs give the same bytes.
        head.putLong(file.version()).putInt(user.length).flip();
        Mac mac = macs.get();
        mac.update(head);
        mac.update(user);
        ByteBuffer hash = ByteBuffer.wrap(mac.doFinal(credentials.password()));
        return new Proof(hash.getLong(), hash.getLong());
    }

    private static Mac keyed(SecureRandom random) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }
}
