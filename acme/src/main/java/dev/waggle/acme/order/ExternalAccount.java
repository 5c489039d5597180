package dev.waggle.acme.order;

import java.util.Base64;

/**
 * External account binding (RFC 8555 section 7.3.4). Its text never holds the key.
 *
 * @param keyId which the CA has given
 * @param hmacKey base64url, of at least 32 bytes
 */
public record ExternalAccount(String keyId, String hmacKey) {

    public ExternalAccount {
        if (keyId.isBlank()) {
            throw new IllegalArgumentException("the key id is empty");
        }
        if (decoded(hmacKey).length < 32) {
            throw new IllegalArgumentException(
                    "the HMAC key is not base64url of at least 32 bytes");
        }
    }

    private static byte[] decoded(String key) {
        try {
            return Base64.getUrlDecoder().decode(key);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the HMAC key is not base64url of at least 32 bytes", e);
        }
    }

    @Override
    public String toString() {
        return "ExternalAccount[" + keyId + "]";
    }
}
