package dev.waggle.proxy.real.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A receiver of GitHub's webhooks, a stand-in that checks the signature as GitHub documents it: an
 * HMAC over the raw body. Secret, payload and signature are the published example.
 */
@Tag("real")
class WebhookTest {
    private static final String SECRET = "It's a Secret to Everybody";
    private static final String PAYLOAD = "Hello, World!";
    private static final String SIGNATURE =
            "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    @AutoClose private static final Lab LAB = new Lab();

    @BeforeAll
    static void start() {
        int port = LAB.python("webhook.py", SECRET);
        LAB.serves(
                        Service.exposed("hooks", port)
                                .with("routing-context", "/webhook")
                                .with("routing-internal-context", "/app"))
                .startWaggle();
    }

    static Stream<String[]> waysToSend() {
        return Stream.of("--http1.1", "--http2")
                .flatMap(version ->
                        Stream.of("Content-Type: application/json", "Transfer-Encoding: chunked")
                                .map(field -> new String[] {version, field}));
    }

    @ParameterizedTest
    @MethodSource("waysToSend")
    void findsTheSignatureOfThePublishedExampleRight(String version, String field) {
        Answer answer = deliver("push", SIGNATURE, version, "--header", field, "--data", PAYLOAD);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"path\": \"/app/docker\"")
                .contains("\"event\": \"push\"")
                .contains("\"size\": 13");
    }

    @ParameterizedTest
    @MethodSource("waysToSend")
    void findsTheSignatureOfEveryByteRight(String version, String field) throws Exception {
        Path bytes = LAB.randomFile("payload", 300_000);
        String signature = signature(Files.readAllBytes(bytes));
        String data = "@" + bytes;
        Answer answer =
                deliver("push", signature, version, "--header", field, "--data-binary", data);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("\"size\": 300000");
    }

    @ParameterizedTest
    @CsvSource({"push, 200", "conflict, 409", "failure, 500"})
    void answersWithItsOwnStatus(String event, int status) {
        Answer answer = deliver(event, SIGNATURE, "--data", PAYLOAD);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).contains("\"event\": \"" + event + "\"");
    }

    @Test
    void refusesAnotherBody() {
        assertThat(deliver("push", SIGNATURE, "--data", "Hello, World?").status()).isEqualTo(400);
    }

    private static Answer deliver(String event, String signature, String... arguments) {
        return LAB.curl(
                        "--header",
                        "X-GitHub-Event: " + event,
                        "--header",
                        "X-Hub-Signature-256: sha256=" + signature,
                        "https://hooks.example.test/webhook/docker")
                .ask(arguments);
    }

    private static String signature(byte[] payload) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "raw"));
        return HexFormat.of().formatHex(mac.doFinal(payload));
    }
}
