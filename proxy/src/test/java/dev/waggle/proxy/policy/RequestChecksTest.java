package dev.waggle.proxy.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.Refusal;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.Version;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP/2 heads go through the same checks as text, and through those of their own. */
class RequestChecksTest {
    private final RequestHead head = new RequestHead();

    @BeforeEach
    void startsWithASimpleRequest() {
        begin("GET", "/x", "a.example");
    }

    @Test
    void acceptsASimpleRequestAndKeepsTheConnection() {
        head.add("accept", "*/*");
        assertThat(check()).isNull();
        assertThat(head.isKeepAlive()).isTrue();
        assertThat(head.text(head.hostStart(), head.hostEnd())).isEqualTo("a.example");
    }

    @ParameterizedTest
    @CsvSource({
        "Accept, x, BAD_FIELD_NAME",
        "'', x, BAD_FIELD_NAME",
        "a b, x, BAD_FIELD_NAME",
        ":path, x, BAD_FIELD_NAME",
        "a:, x, BAD_FIELD_NAME",
        "'a\u0000', x, BAD_FIELD_NAME",
        "\u00e4, x, BAD_FIELD_NAME",
        "a, ' x', BAD_FIELD_VALUE",
        "a, 'x ', BAD_FIELD_VALUE",
        "a, '\tx', BAD_FIELD_VALUE",
        "a, 'x\r\ny: z', BAD_FIELD_VALUE",
        "a, 'x\ny', BAD_FIELD_VALUE",
        "a, 'x\ry', BAD_FIELD_VALUE",
        "a, 'x\u0000y', BAD_FIELD_VALUE",
        "a, '\u007f', BAD_FIELD_VALUE",
        "connection, close, CONNECTION_SPECIFIC_FIELD",
        "proxy-connection, close, CONNECTION_SPECIFIC_FIELD",
        "keep-alive, 5, CONNECTION_SPECIFIC_FIELD",
        "transfer-encoding, chunked, CONNECTION_SPECIFIC_FIELD",
        "upgrade, websocket, CONNECTION_SPECIFIC_FIELD",
        "te, gzip, CONNECTION_SPECIFIC_FIELD",
        "te, 'trailers, gzip', CONNECTION_SPECIFIC_FIELD",
        "content-length, x, BAD_CONTENT_LENGTH",
        "content-length, '5, 5', BAD_CONTENT_LENGTH",
        "content-length, -1, BAD_CONTENT_LENGTH",
        "expect, tea, EXPECTATION_FAILED",
        "host, b.example, HOST_MISMATCH",
        "host, a.example:443, HOST_MISMATCH"
    })
    void refusesFields(String name, String value, Refusal expected) {
        head.add(name, value);
        assertThat(check()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, '', BAD_TARGET",
        "GET, x, BAD_TARGET",
        "GET, *, BAD_TARGET",
        "GET, http://a.example/, BAD_TARGET",
        "GET, '/a b', BAD_TARGET",
        "GET, '/a\r\nb', BAD_TARGET",
        "GET, /a#b, BAD_TARGET",
        "GET, /\u00e4, BAD_TARGET",
        "'', /, BAD_METHOD",
        "'G T', /, BAD_METHOD",
        "'GET / HTTP/1.1\r\nX:', /, BAD_METHOD",
        "TRACE, /, METHOD_NOT_ALLOWED",
        "CONNECT, /, METHOD_NOT_ALLOWED"
    })
    void refusesRequestLines(String method, String path, Refusal expected) {
        begin(method, path, "a.example");
        assertThat(check()).isEqualTo(expected);
    }

    @Test
    void acceptsTheAsteriskOfOptionsAndExtendedConnect() {
        begin("OPTIONS", "*", "a.example");
        assertThat(check()).isNull();
        begin("CONNECT", "/chat", "a.example");
        head.upgrade(true);
        assertThat(check()).isNull();
        assertThat(head.isUpgrade()).isTrue();
    }

    @Test
    void takesTheHostFromEitherPlaceWhenTheyAgree() {
        head.add("host", "A.Example");
        assertThat(check()).isNull();
        begin("GET", "/", "");
        head.add("host", "b.example:81");
        assertThat(check()).isNull();
        assertThat(head.port()).isEqualTo(81);
        begin("GET", "/", "");
        assertThat(check()).isEqualTo(Refusal.NO_HOST);
        begin("GET", "/", "u@a.example");
        assertThat(check()).isEqualTo(Refusal.BAD_HOST);
    }

    @Test
    void refusesTwoLengthsAndTwoHosts() {
        head.add("content-length", "5");
        head.add("content-length", "5");
        assertThat(check()).isEqualTo(Refusal.TWO_CONTENT_LENGTHS);
        begin("GET", "/", "a");
        head.add("host", "a");
        head.add("host", "a");
        assertThat(check()).isEqualTo(Refusal.TWO_HOSTS);
    }

    @Test
    void knowsTheLengthOfABody() {
        head.chunked(true);
        head.add("content-length", "5");
        head.add("expect", "100-continue");
        assertThat(check()).isNull();
        assertThat(head.contentLength()).isEqualTo(5);
        assertThat(head.isChunked()).isFalse();
        assertThat(head.expectsContinue()).isTrue();
    }

    @Test
    void dropsNamesWithUnderscore() {
        head.add("x_forwarded_for", "1.1.1.1");
        head.add("a_b", "x");
        head.add("te", "trailers");
        assertThat(check()).isNull();
        assertThat(head.fieldCount()).isEqualTo(1);
        assertThat(head.underscoreFieldsDropped()).isEqualTo(2);
    }

    @Test
    void treatsNamesWithUnderscoreAsToldOtherwise() {
        head.add("x_forwarded_for", "1.1.1.1");
        head.add("a_b", "x");
        assertThat(RequestChecks.checkHttp2(head, UnderscorePolicy.KEEP)).isNull();
        assertThat(head.fieldCount()).isEqualTo(1);
        assertThat(RequestChecks.checkHttp2(head, UnderscorePolicy.REFUSE))
                .isEqualTo(Refusal.UNDERSCORE_IN_NAME);
    }

    private @Nullable Refusal check() {
        return RequestChecks.checkHttp2(head, UnderscorePolicy.DROP);
    }

    private void begin(String method, String path, String authority) {
        head.clear();
        head.version(Version.HTTP_2);
        int at = head.append(method);
        head.method(Method.of(head.bytes(), at, head.length()), at, head.length());
        at = head.append(path);
        head.target(at, head.length(), head.length());
        at = head.append(authority);
        head.authority(at, head.length());
    }
}
