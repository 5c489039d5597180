package dev.waggle.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What RFC 9113 sections 8.1 to 8.3 call malformed resets its stream and reaches no task. */
@ExtendWith(LeakCheck.class)
class MalformedRequestTest {
    private static final int PROTOCOL_ERROR = 1;

    private final Http2Server server = new Http2Server();

    @AfterEach
    void close() {
        server.close();
    }

    static Stream<Arguments> malformedHeads() {
        return Stream.of(
                head("no method", ":scheme https :path / :authority blog.example"),
                head("no scheme", ":method GET :path / :authority blog.example"),
                head("no path", ":method GET :scheme https :authority blog.example"),
                usual("two methods", ":method GET"),
                usual("two paths", ":path /other"),
                usual("two schemes", ":scheme https"),
                usual("two authorities", ":authority blog.example"),
                usual("unknown pseudo-header", ":unknown 1"),
                usual("response pseudo-header", ":status 200"),
                usual("protocol without CONNECT", ":protocol websocket"),
                usual("pseudo-header behind a field", "x-a 1 :authority blog.example"),
                head("other scheme", ":method GET :scheme ftp :path / :authority blog.example"),
                head("relative path", ":method GET :scheme https :path a :authority blog.example"),
                head("asterisk", ":method GET :scheme https :path * :authority blog.example"),
                head("bad method", ":method G(T :scheme https :path / :authority blog.example"),
                head("fragment", ":method GET :scheme https :path /#a :authority blog.example"),
                usual("upper case", "X-Upper 1"),
                usual("upper-case cookie", "cookie a=1 Cookie b=2"),
                usual("colon in a name", "a:b 1"),
                usual("connection", "connection close"),
                usual("keep-alive", "keep-alive timeout=5"),
                usual("proxy-connection", "proxy-connection keep-alive"),
                usual("transfer-encoding", "transfer-encoding chunked"),
                usual("upgrade", "upgrade websocket"),
                usual("te", "te gzip"),
                usual("another host", "host other.example"),
                usual("two hosts", "host blog.example host blog.example"),
                usual("bad length", "content-length +1"),
                usual("two lengths", "content-length 0 content-length 0"));
    }

    private static Arguments usual(String name, String more) {
        return head(name, ":method GET :scheme https :path / :authority blog.example " + more);
    }

    private static Arguments head(String name, String fields) {
        return Arguments.of(name, fields.split(" "));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformedHeads")
    void resetsItsStream(String name, String[] fields) throws IOException {
        assertReset(fields);
    }

    @Test
    void emptyPathsAndNamesAndBytesThatNoFieldHasResetTheStream() throws IOException {
        String[] usual = {":method", "GET", ":scheme", "https", ":authority", "blog.example"};
        assertReset(with(usual, ":path", ""));
        assertReset(with(usual, ":path", "/a b"));
        assertReset(with(usual, ":path", "/a\0"));
        assertReset(with(usual, ":path", "/", "", "1"));
        assertReset(with(usual, ":path", "/", "x-a", "1\r\nhost: other.example"));
        assertReset(with(usual, ":path", "/", "x-a", "1\0"));
        assertReset(with(usual, ":path", "/", "x-a", " 1"));
        assertReset(with(usual, ":path", "/", "x-a", "1 "));
        assertReset(with(usual, ":path", "/", "x a", "1"));
        assertReset(with(usual, ":path", "/", "x-a\r\n", "1"));
    }

    private static String[] with(String[] fields, String... more) {
        return Stream.concat(Arrays.stream(fields), Arrays.stream(more)).toArray(String[]::new);
    }

    private void assertReset(String... fields) throws IOException {
        try (FrameClient client = server.connect()) {
            client.headers(1, true, fields);
            assertThat(client.await(FrameClient.RST_STREAM, 1).number()).isEqualTo(PROTOCOL_ERROR);
            assertThat(client.hasSeen(FrameClient.HEADERS, 1)).isFalse();
            assertThat(server.hasNoMoreRequests()).isTrue();
            assertThat(server.refused.getLast()).startsWith("400 ");
            client.get(3, "/");
            assertThat(server.upstream().line).isEqualTo("GET blog.example /");
        }
    }

    @Test
    void trailersAreFieldsWithoutPseudoHeaders() throws IOException {
        assertTrailersReset(":path", "/");
        assertTrailersReset("X-Upper", "1");
        assertTrailersReset("x-a", "1\n");
    }

    private void assertTrailersReset(String... trailers) throws IOException {
        try (FrameClient client = server.connect()) {
            client.request(1, "POST", "/", false, "content-length", "1");
            client.data(1, false, 1);
            FakeUpstream task = server.upstream();
            client.headers(1, true, trailers);
            assertThat(client.await(FrameClient.RST_STREAM, 1).number()).isEqualTo(PROTOCOL_ERROR);
            assertThat(task.cancelled).isTrue();
            assertThat(task.ended).isFalse();
        }
    }

    @Test
    void whatIsAllowedPasses() throws IOException {
        try (FrameClient client = server.connect()) {
            client.request(1, "OPTIONS", "*", true, "te", "trailers", "host", "blog.example");
            assertThat(server.upstream().line).isEqualTo("OPTIONS blog.example *");
            client.headers(
                    3,
                    true,
                    ":path",
                    "/",
                    ":method",
                    "PURGE",
                    ":scheme",
                    "http",
                    "host",
                    "blog.example");
            assertThat(server.upstream().line).isEqualTo("PURGE blog.example /");
            client.request(5, "POST", "/", false, "content-length", "0");
            client.data(5, true, 0);
            assertThat(server.upstream().line).isEqualTo("POST blog.example /");
        }
    }
}
