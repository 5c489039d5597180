package dev.waggle.proxy.upstream;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The opening handshake of a WebSocket to an HTTP/1.1 task, for a client that opened it on HTTP/2
 * where there is none (RFC 6455 section 4.1, RFC 8441 section 5).
 *
 * <p>The key is no secret: it only shows that the task understood the request as a WebSocket's.
 */
public final class WebSocketKey {
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;

    private final String key;

    WebSocketKey() {
        byte[] random = new byte[KEY_BYTES];
        ThreadLocalRandom.current().nextBytes(random);
        key = Base64.getEncoder().encodeToString(random);
    }

    /** The line of the request. */
    byte[] line() {
        return ("Sec-WebSocket-Key: " + key + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether a 101 is the answer to this key; the proof, which ends here, is taken out of it. */
    boolean takeProof(ResponseHead head) {
        int field = head.find(FieldName.SEC_WEBSOCKET_ACCEPT);
        if (field < 0 || head.find(FieldName.SEC_WEBSOCKET_ACCEPT, field + 1) >= 0) {
            return false;
        }
        boolean right =
                head.text(head.valueStart(field), head.valueEnd(field)).equals(proofOf(key));
        head.removeField(field);
        return right;
    }

    /** What a server answers to a key in {@code Sec-WebSocket-Accept} (RFC 6455 section 4.2.2). */
    public static String proofOf(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1")
                            .digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
