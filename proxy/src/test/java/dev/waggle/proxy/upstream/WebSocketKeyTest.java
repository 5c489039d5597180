package dev.waggle.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The handshake that a WebSocket of HTTP/2 lacks (RFC 6455 section 4.2.2). */
class WebSocketKeyTest {
    private final WebSocketKey key = new WebSocketKey();
    private final ResponseHead head = new ResponseHead();

    private String proof() throws Exception {
        String line = new String(key.line(), StandardCharsets.US_ASCII);
        assertThat(line).startsWith("Sec-WebSocket-Key: ").endsWith("\r\n");
        String text = line.substring(line.indexOf(' ') + 1).strip();
        assertThat(Base64.getDecoder().decode(text)).hasSize(16);
        byte[] digest =
                MessageDigest.getInstance("SHA-1")
                        .digest(
                                (text + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                        .getBytes(StandardCharsets.US_ASCII));
        return Base64.getEncoder().encodeToString(digest);
    }

    @Test
    void takesTheRightProofOutOfTheHead() throws Exception {
        head.begin(101);
        head.add("Sec-WebSocket-Accept", proof());
        assertThat(key.takeProof(head)).isTrue();
        assertThat(head.find(FieldName.SEC_WEBSOCKET_ACCEPT)).isNegative();
    }

    @Test
    void refusesAWrongProofAndNone() {
        head.begin(101);
        assertThat(key.takeProof(head)).isFalse();
        head.add("Sec-WebSocket-Accept", "c29tZXRoaW5nIGVsc2U=");
        assertThat(key.takeProof(head)).isFalse();
    }
}
