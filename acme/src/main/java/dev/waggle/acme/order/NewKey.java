package dev.waggle.acme.order;

import dev.waggle.acme.life.KeyType;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;

/** Makes private keys. RSA takes up to a second. */
final class NewKey {

    private NewKey() {}

    static KeyPair of(KeyType type, SecureRandom random) {
        return switch (type) {
            case ECDSA_P256 -> ecdsa("secp256r1", random);
            case ECDSA_P384 -> ecdsa("secp384r1", random);
            case RSA_2048 -> rsa(2048, random);
            case RSA_4096 -> rsa(4096, random);
        };
    }

    static KeyPair ecdsa(String curve, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has P-256 and P-384", e);
        }
    }

    private static KeyPair rsa(int bits, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has RSA", e);
        }
    }
}
