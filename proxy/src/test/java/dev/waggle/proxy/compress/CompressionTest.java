package dev.waggle.proxy.compress;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.loop.FlushQueue;
import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.Version;
import dev.waggle.proxy.testing.LeakCheck;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultEventLoop;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of heads. */
@ExtendWith(LeakCheck.class)
class CompressionTest {
    private static final String ANY = "zstd, br, gzip";
    private static final List<String> TYPES =
            List.of("text/html", "application/json", "image/svg+xml", "application/grpc+json");

    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final Compression compression = compression(NativeCodings.available(), 64L << 20);

    private Compression compression(int codings, long memoryBytes) {
        return new Compression(
                new CompressionSettings(TYPES, 1024, memoryBytes),
                new FlushQueue(loop),
                ByteBufAllocator.DEFAULT,
                codings);
    }

    @AfterEach
    void nothingIsHeld() {
        assertThat(compression.bytes()).isZero();
        compression.close();
        loop.shutdownGracefully();
    }

    private static final class Dropped implements CompressedBody.Sink {
        @Override
        public void compressed(ByteBuf piece) {
            piece.release();
        }

        @Override
        public void mayGoOn() {}

        @Override
        public void encoderFailed() {}
    }

    private boolean begins(Compression by, RequestHead request, ResponseHead response) {
        CompressedBody body = by.begin(request, response, false, new Dropped());
        if (body != null) {
            body.close();
        }
        return body != null;
    }

    private static ResponseHead page(String... more) {
        ResponseHead head = Heads.response(200, "Content-Type: text/html; charset=utf-8");
        for (String line : more) {
            head.add(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2));
        }
        return head;
    }

    // ---- what is compressed ----

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 203, 400, 403, 404, 409, 500, 503})
    void anAnswerWithABodyIsCompressedWhateverItsStatus(int status) {
        ResponseHead head = Heads.response(status, "Content-Type: text/html");
        assertThat(begins(compression, Heads.get(ANY), head)).isTrue();
        assertThat(Heads.lines(head))
                .containsExactly(
                        "Content-Type: text/html",
                        "Content-Encoding: zstd",
                        "Vary: Accept-Encoding");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/html",
                "Content-Type: TEXT/HTML;charset=utf-8",
                "Content-Type: text/html ; charset=utf-8",
                "Content-Type: application/json",
                "Content-Type: image/svg+xml",
                "content-type: text/html|Content-Encoding: identity",
                "Content-Type: text/html|Content-Encoding: ",
                "Content-Type: text/html|Content-Length: 1024",
                "Content-Type: text/html|Cache-Control: max-age=5, x-no-transform",
                "Content-Type: text/html|Cache-Control: no-transformation"
            })
    void theseAreCompressed(String lines) {
        ResponseHead head = Heads.response(200, lines.split("\\|", -1));
        assertThat(begins(compression, Heads.get("gzip"), head)).isTrue();
        assertThat(head.contentLength()).isEqualTo(ResponseHead.UNKNOWN_LENGTH);
        assertThat(Heads.lines(head))
                .contains("Content-Encoding: gzip")
                .doesNotContain("Content-Encoding: identity", "Content-Length: 1024");
    }

    // ---- what is never ----

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    encoded already            ; 200 ; Content-Type: text/html|Content-Encoding: br
                    encoded in a way unknown   ; 200 ; Content-Type: text/html|Content-Encoding: dcb
                    encoded twice              ; 200 ; Content-Type: text/html|Content-Encoding: identity|Content-Encoding: gzip
                    no-transform               ; 200 ; Content-Type: text/html|Cache-Control: public, No-Transform
                    no-transform on its own    ; 200 ; Content-Type: text/html|Cache-Control: public|Cache-Control: no-transform
                    a range                    ; 206 ; Content-Type: text/html|Content-Range: bytes 0-4095/9999
                    a range of another status  ; 200 ; Content-Type: text/html|Content-Range: bytes 0-4095/9999
                    several ranges             ; 206 ; Content-Type: multipart/byteranges
                    too short                  ; 200 ; Content-Type: text/html|Content-Length: 1023
                    empty                      ; 200 ; Content-Type: text/html|Content-Length: 0
                    no content                 ; 204 ; Content-Type: text/html
                    reset content              ; 205 ; Content-Type: text/html
                    gRPC                       ; 200 ; Content-Type: application/grpc
                    gRPC of a kind in the list ; 200 ; Content-Type: application/grpc+json
                    no type                    ; 200 ; Server: x
                    an empty type              ; 200 ; Content-Type:
                    a longer type              ; 200 ; Content-Type: text/html5
                    a picture                  ; 200 ; Content-Type: image/png
                    a film                     ; 200 ; Content-Type: video/mp4
                    an archive                 ; 200 ; Content-Type: application/zip
                    bytes                      ; 200 ; Content-Type: application/octet-stream
                    a digest of the content    ; 200 ; Content-Type: text/html|Content-Digest: sha-256=:x:
                    a digest of what is shown  ; 200 ; Content-Type: text/html|Repr-Digest: sha-256=:x:
                    an old digest              ; 200 ; Content-Type: text/html|Content-MD5: x
                    """)
    void theseAreLeftAsTheyAre(String why, int status, String lines) {
        ResponseHead head = Heads.response(status, lines.split("\\|", -1));
        List<String> before = Heads.lines(head);
        assertThat(begins(compression, Heads.get(ANY), head)).as(why).isFalse();
        assertThat(Heads.lines(head)).as(why).isEqualTo(before);
    }

    @Test
    void clientsOfHttp10GetItAsItIs() {
        RequestHead request = Heads.get(ANY);
        request.version(Version.HTTP_1_0);
        assertThat(begins(compression, request, page())).isFalse();
    }

    @Test
    void anAnswerThatIsCompleteWithItsHeadHasNothingToCompress() {
        ResponseHead head = page();
        assertThat(compression.begin(Heads.get(ANY), head, true, new Dropped())).isNull();
        assertThat(Heads.lines(head)).containsExactly("Content-Type: text/html; charset=utf-8");
    }

    // ---- what the head says ----

    @Test
    void aClientThatTakesNoneIsToldThatOthersGetAnother() {
        ResponseHead head = page("ETag: \"a\"", "Content-Length: 5000", "Accept-Ranges: bytes");
        head.contentLength(5000);
        assertThat(begins(compression, Heads.get("identity"), head)).isFalse();
        assertThat(Heads.lines(head))
                .containsExactly(
                        "Content-Type: text/html; charset=utf-8",
                        "ETag: \"a\"",
                        "Content-Length: 5000",
                        "Accept-Ranges: bytes",
                        "Vary: Accept-Encoding");
    }

    @Test
    void lengthAndRangesAreThoseOfAnotherBody() {
        ResponseHead head =
                page("Content-Length: 5000", "accept-ranges: bytes", "Last-Modified: x");
        head.contentLength(5000);
        assertThat(begins(compression, Heads.get("br"), head)).isTrue();
        assertThat(Heads.lines(head))
                .containsExactly(
                        "Content-Type: text/html; charset=utf-8",
                        "Last-Modified: x",
                        "Content-Encoding: br",
                        "Vary: Accept-Encoding");
    }

    @ParameterizedTest
    @CsvSource({"'\"a\"','W/\"a\"'", "'W/\"a\"','W/\"a\"'", "'\"\"','W/\"\"'", "a,", "'\"a',"})
    void aStrongTagIsMadeWeakAndABrokenOneLeftOut(String tag, @Nullable String then) {
        ResponseHead head = page("ETag: " + tag);
        begins(compression, Heads.get("gzip"), head);
        List<String> tags = Heads.lines(head).stream().filter(it -> it.startsWith("E")).toList();
        assertThat(tags).isEqualTo(then == null ? List.of() : List.of("ETag: " + then));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Origin                       | true
                    Origin, X-Accept-Encoding    | true
                    accept-encoding              | false
                    Origin,Accept-Encoding , X   | false
                    *                            | false
                    """)
    void varyIsSaidOnce(String there, boolean added) {
        ResponseHead head = page("Vary: " + there);
        begins(compression, Heads.get("gzip"), head);
        assertThat(Heads.lines(head)).contains("Vary: " + there);
        assertThat(Heads.lines(head).contains("Vary: Accept-Encoding")).isEqualTo(added);
    }

    // ---- HEAD and 304 ----

    @Test
    void theHeadOfAHeadIsThatOfAGet() {
        ResponseHead head = page("Content-Length: 5000", "ETag: \"a\"");
        head.contentLength(5000);
        RequestHead request = Heads.request(Method.HEAD, "Accept-Encoding: gzip");
        assertThat(compression.begin(request, head, true, new Dropped())).isNull();
        assertThat(Heads.lines(head))
                .containsExactly(
                        "Content-Type: text/html; charset=utf-8",
                        "Content-Encoding: gzip",
                        "ETag: W/\"a\"",
                        "Vary: Accept-Encoding");
    }

    @Test
    void aHeadWithoutALengthSaysOnlyThatItVaries() {
        ResponseHead head = page("ETag: \"a\"");
        RequestHead request = Heads.request(Method.HEAD, "Accept-Encoding: gzip");
        assertThat(compression.begin(request, head, true, new Dropped())).isNull();
        assertThat(Heads.lines(head))
                .containsExactly(
                        "Content-Type: text/html; charset=utf-8",
                        "ETag: \"a\"",
                        "Vary: Accept-Encoding");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    W/"a"              | true
                    "b", W/"a"         | true
                    "a"                | false
                    W/"ab"             | false
                    *                  | false
                    """)
    void notModifiedNamesTheTagThatTheClientKnows(String condition, boolean weak) {
        RequestHead request =
                Heads.request(Method.GET, "Accept-Encoding: gzip", "If-None-Match: " + condition);
        ResponseHead head = Heads.response(304, "ETag: \"a\"");
        assertThat(compression.begin(request, head, true, new Dropped())).isNull();
        assertThat(Heads.lines(head))
                .isEqualTo(
                        weak
                                ? List.of("ETag: W/\"a\"", "Vary: Accept-Encoding")
                                : List.of("ETag: \"a\""));
    }

    // ---- what is there to do it with ----

    @Test
    void aCodingWhoseLibraryDoesNotLoadIsNotOffered() {
        assertThat(NativeCodings.bitUnless(ContentCoding.BROTLI, new LinkageError("no"))).isZero();
        Compression gzipOnly = compression(ContentCoding.GZIP.bit(), 1 << 20);
        ResponseHead head = page();
        assertThat(begins(gzipOnly, Heads.get("zstd, br, gzip;q=0.1"), head)).isTrue();
        assertThat(Heads.lines(head)).contains("Content-Encoding: gzip");
        gzipOnly.close();
    }

    @Test
    void everyCodingIsThereOnThisSystem() {
        assertThat(NativeCodings.available()).isEqualTo(ContentCoding.ALL);
    }

    @Test
    void withoutMemoryForTheBestTheNextIsTakenAndThenNone() {
        long memory = (long) ContentCoding.ZSTD.memoryBytes() + ContentCoding.GZIP.memoryBytes();
        Compression small = compression(ContentCoding.ALL, memory);
        ResponseHead first = page();
        ResponseHead second = page();
        ResponseHead third = page("ETag: \"a\"");
        CompressedBody one = small.begin(Heads.get(ANY), first, false, new Dropped());
        CompressedBody two = small.begin(Heads.get(ANY), second, false, new Dropped());
        CompressedBody none = small.begin(Heads.get(ANY), third, false, new Dropped());
        assertThat(Heads.lines(first)).contains("Content-Encoding: zstd");
        assertThat(Heads.lines(second)).contains("Content-Encoding: gzip");
        assertThat(none).isNull();
        assertThat(Heads.lines(third)).contains("ETag: \"a\"", "Vary: Accept-Encoding");
        close(one);
        close(two);
        assertThat(small.bytes()).isZero();
        assertThat(begins(small, Heads.get("br"), page())).isTrue();
        small.close();
    }

    private static void close(@Nullable CompressedBody body) {
        requireNonNull(body).close();
        body.close();
    }

    @Test
    void turnedOffItLeavesEverythingAsItIs() {
        ResponseHead head = page();
        assertThat(begins(Compression.off(loop), Heads.get(ANY), head)).isFalse();
        assertThat(Heads.lines(head)).hasSize(1);
    }
}
