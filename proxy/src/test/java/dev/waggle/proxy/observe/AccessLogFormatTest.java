package dev.waggle.proxy.observe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessLogFormatTest {
    /** What a log collector would use. */
    private static final Pattern LINE =
            Pattern.compile(
                    "(?<remote>[^ ]+) \\[(?<time>\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d"
                            + " \\+0000)\\] \"(?<method>[^ \"]+) (?<path>[^ \"]+)"
                            + " (?<protocol>[^ \"]+)\" (?<code>\\d+) \"host: (?<host>[^\"]+)\""
                            + " \"size: (?<size>\\d+)\" \"referrer: (?<referrer>[^\"]+)\""
                            + " \"user-agent: (?<agent>[^\"]+)\"\n");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RequestHead head = new RequestHead();
    private final AccessRecord exchange = new AccessRecord();

    @Test
    void theCommonLineIsExactlyThatOfTheOldEdge() {
        get("/zzz", "blog.example.test");
        head.add(FieldName.USER_AGENT, "curl/7.88.1");
        over("192.0.2.7", 200, 274);
        assertThat(common())
                .isEqualTo(
                        "192.0.2.7 [21/Nov/2026:19:47:34 +0000] \"GET /zzz HTTP/1.1\" 200"
                                + " \"host: blog.example.test\" \"size: 274\" \"referrer: -\""
                                + " \"user-agent: curl/7.88.1\"\n");
    }

    @Test
    void http2IsWrittenWithItsMinorVersion() {
        get("/", "a.example");
        head.version(Version.HTTP_2);
        over("2001:db8::1", 404, 0);
        assertThat(common())
                .startsWith("2001:db8::1 [")
                .contains("\"GET / HTTP/2.0\" 404 \"host: a.example\" \"size: 0\"");
    }

    @Test
    void hostileBytesAreEscaped() {
        get("/a\"b\\c\u0001\u007f\u00e9 d", "h\n");
        head.add(FieldName.REFERER, "x\" \"y: z\t");
        head.add(FieldName.USER_AGENT, "\r\n127.0.0.1 [");
        over("10.0.0.1", 400, 1);
        assertThat(common())
                .contains("\"GET /a\\x22b\\x5Cc\\x01\\x7F\\xE9\\x20d HTTP/1.1\" 400")
                .contains("\"host: h\\x0A\"")
                .contains("\"referrer: x\\x22 \\x22y: z\\x09\"")
                .endsWith("\"user-agent: \\x0D\\x0A127.0.0.1 [\"\n")
                .matches(LINE);
    }

    @Test
    void whatCouldNotBeReadIsAHyphen() {
        exchange.clear();
        exchange.startMillis(Instant.parse("2026-11-21T19:47:34Z").toEpochMilli());
        exchange.status(400);
        assertThat(common())
                .isEqualTo(
                        "- [21/Nov/2026:19:47:34 +0000] \"- - -\" 400 \"host: -\" \"size: 0\""
                                + " \"referrer: -\" \"user-agent: -\"\n")
                .matches(LINE);
    }

    @Test
    void longValuesAreCut() {
        get("/" + "x".repeat(20_000), "a.example");
        head.add(FieldName.USER_AGENT, "\"".repeat(20_000));
        over("10.0.0.1", 200, 1);
        assertThat(common())
                .contains("/" + "x".repeat(8 * 1024 - 1) + "... HTTP/1.1")
                .contains("\"user-agent: " + "\\x22".repeat(2048) + "...\"")
                .matches(LINE);
        exchange.route("r".repeat(20_000));
        assertThat(json().path("route").asText()).hasSize(8 * 1024 + 3).endsWith("...");
    }

    @ParameterizedTest
    @CsvSource({
        "::,::",
        "::1,::1",
        "1::,1::",
        "2001:db8:0:0:1:0:0:1,2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1,2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1,2001:0:0:1::1",
        "1:2:3:4:5:6:0:0,1:2:3:4:5:6::",
        "0:0:3:4:5:6:7:8,::3:4:5:6:7:8",
        "fe80:0abc:0:0:0:0:0:f00,fe80:abc::f00",
        "255.0.10.1,255.0.10.1"
    })
    void addressesAreWrittenAsRfc5952Says(String address, String text) {
        exchange.client(InetAddress.ofLiteral(address).getAddress());
        assertThat(common()).startsWith(text + " [");
    }

    @Test
    void aMappedAddressIsWrittenAsIpv4() {
        exchange.client(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 9});
        assertThat(common()).startsWith("10.0.0.9 [");
    }

    @Test
    void theTimeFollowsTheEndOfTheExchange() {
        exchange.startMillis(Instant.parse("2026-12-31T23:59:59.900Z").toEpochMilli());
        assertThat(common()).contains("[31/Dec/2026:23:59:59 +0000]");
        exchange.durationNanos(100_000_000);
        assertThat(common()).contains("[01/Jan/2027:00:00:00 +0000]");
    }

    @Test
    void theJsonLineSaysMore() throws IOException {
        get("/x?y=1", "a.example");
        head.add(FieldName.REFERER, "https://b.example/");
        over("10.0.0.1", 502, 17);
        exchange.tls("TLSv1.3");
        exchange.route("blog");
        exchange.service("web_blog");
        exchange.endpoint("10.0.1.7", 8080);
        exchange.requestBytes(3);
        exchange.durationNanos(12_345_678);
        exchange.headNanos(1_002_000);
        exchange.requestId("4bf92f35");
        exchange.failure("connect-refused");
        assertThat(json())
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"time":"2026-11-21T19:47:34.005Z","client":"10.0.0.1",
                                "method":"GET","target":"/x?y=1","protocol":"HTTP/1.1",
                                "host":"a.example","referrer":"https://b.example/",
                                "user_agent":null,"tls":"TLSv1.3","status":502,
                                "request_bytes":3,"response_bytes":17,"duration_ms":12.345,
                                "response_head_ms":1.002,"route":"blog","service":"web_blog",
                                "endpoint":"10.0.1.7:8080","request_id":"4bf92f35",
                                "failure":"connect-refused"}
                                """));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.1.7,10.0.1.7:8080",
        "fd00::7,[fd00::7]:8080",
        "web.internal,web.internal:8080"
    })
    void theEndpointIsWrittenAsInAUrl(String host, String text) throws IOException {
        exchange.endpoint(host, 8080);
        assertThat(json().path("endpoint").asText()).isEqualTo(text);
    }

    @Test
    void everyLineIsValidWhateverTheBytes() {
        Random random = new Random(2026);
        for (int i = 0; i < 2_000; i++) {
            String target = noise(random);
            String agent = noise(random);
            get(target, noise(random));
            head.add(FieldName.USER_AGENT, agent);
            over("10.0.0.1", random.nextInt(1000), random.nextLong() >>> 1);
            exchange.route(noise(random));
            exchange.failure("caf\u00e9 \u2028 \ud83d\ude00 \ud83d");
            assertThat(common()).matches(LINE);
            JsonNode line = json();
            assertThat(line.size()).isEqualTo(19);
            assertThat(line.path("target").asText()).isEqualTo(target);
            assertThat(line.path("user_agent").asText()).isEqualTo(agent);
        }
    }

    @Test
    void numbersAtTheirEndsAreWritten() {
        exchange.responseBytes(Long.MAX_VALUE);
        assertThat(common()).contains("size: 9223372036854775807");
        exchange.responseBytes(Long.MIN_VALUE);
        assertThat(common()).contains("size: -9223372036854775808");
    }

    private static String noise(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(60)];
        random.nextBytes(bytes);
        return new String(bytes, ISO_8859_1);
    }

    private void get(String target, String host) {
        head.clear();
        int at = head.append("GET");
        head.method(Method.GET, at, head.length());
        at = head.append(target);
        head.target(at, head.length(), head.length());
        at = head.append(host);
        head.host(at, head.length(), -1);
    }

    private void over(String client, int status, long bytes) {
        exchange.clear();
        exchange.head(head);
        exchange.client(InetAddress.ofLiteral(client).getAddress());
        exchange.startMillis(Instant.parse("2026-11-21T19:47:34.005Z").toEpochMilli());
        exchange.status(status);
        exchange.responseBytes(bytes);
    }

    private String common() {
        return write(new CommonFormat(), US_ASCII);
    }

    private JsonNode json() {
        try {
            return JSON.readTree(write(new JsonFormat(), UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String write(LineFormat format, Charset charset) {
        LineRing ring = new LineRing(256 * 1024, () -> {});
        new AccessLogWriter(ring, format).write(exchange);
        assertThat(ring.dropped()).isZero();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ring.drainTo(out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toString(charset);
    }
}
