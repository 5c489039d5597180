package dev.waggle.proxy.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.message.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which route a path reaches, and which paths reach none because they have two readings. */
class PathNormaliserTest {
    private static final List<String> CONTEXTS = List.of("/github/admin", "/github", "/admin");

    private final PathNormaliser paths = new PathNormaliser();

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a/b, /a/b",
        "//a, /a",
        "/a//b///, /a/b/",
        "/./a, /a",
        "/a/., /a/",
        "/a/./b, /a/b",
        "/a/../b, /b",
        "/a/b/.., /a/",
        "/a/b/../, /a/",
        "/a/.., /",
        "/a/b/../../c, /c",
        "/a/.b/..c/..., /a/.b/..c/...",
        "/.well-known/x, /.well-known/x",
        "/%67ithub, /github",
        "/%7e%2D%5F, /~-_",
        "/a%2fb, /a%2Fb",
        "/a%2Fb, /a%2Fb",
        "/%2e%2e, bad: path-above-root",
        "/a/%2e%2e/b, /b",
        "/a/%2E/b, /a/b",
        "/a%20b, /a%20b",
        "/%c3%a9, /%C3%A9",
        "/a;b, /a;b",
        "/.., bad: path-above-root",
        "/../a, bad: path-above-root",
        "/a/../../b, bad: path-above-root",
        "/..%2fa, bad: path-above-root",
        "/..;/a, bad: path-above-root",
        "/a/..;x/..;y/b, bad: path-above-root",
        "/..\\a, bad: path-above-root",
        "/a%2Fb/../..\\c, bad: path-above-root",
        "/%252e%252e/a, bad: path-above-root",
        "/%25252e./a, bad: path-above-root",
        "/%25%32%65%25%32%65/a, bad: path-above-root",
        "/%25%32%35%32e%252e/a, bad: path-above-root",
        "/%00, bad: nul-in-path",
        "/a%00.html, bad: nul-in-path",
        "/%2500, bad: nul-in-path",
        "/%, bad: bad-percent-encoding",
        "/%4, bad: bad-percent-encoding",
        "/%zz, bad: bad-percent-encoding",
        "/a%-1, bad: bad-percent-encoding",
        "/%u0041, bad: bad-percent-encoding"
    })
    void makesTheFormThatIsMatched(String path, String expected) {
        assertThat(normalise(path)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        // The plain ones.
        "/, /",
        "/x, /",
        "/github, /github",
        "/github/, /github",
        "/github/x, /github",
        "/githubx, /",
        "/github/admin/x, /github/admin",
        // Passed as sent: all readings agree.
        "//x, /",
        "/x//y, /",
        "/x/../y, /",
        "/github//x, /github",
        "/github/./x, /github",
        "/github/a/../x, /github",
        "/github/a%2Fb, /github",
        "/github/a;v=1/b, /github",
        "/github/a%20b, /github",
        "/github/%c3%a9, /github",
        "/github/a\\b, /github",
        "/github/.., refused",
        "/x%2fy, /",
        "/x;y, /",
        "/.well-known/y, /",
        "/github/%61, /github",
        // The context is not there as it stands.
        "//github, refused",
        "//github/x, refused",
        "/./github, refused",
        "/%67ithub, refused",
        "/github%2fx, refused",
        "/github%2Fx, refused",
        "/github%5cx, refused",
        "/github\\x, refused",
        "/github;v=1/x, refused",
        "/github%3bv/x, refused",
        "/x/../github/y, refused",
        "/x/..%2fgithub, refused",
        // Out of the context, into a neighbour or the root.
        "/github/../admin, refused",
        "/github/../x, refused",
        "/github/%2e%2e/admin, refused",
        "/github/%2e%2e%2fadmin, refused",
        "/github/.%2e/admin, refused",
        "/github/..%2fadmin, refused",
        "/github/..%2f..%2fadmin, refused",
        "/github/..%5cadmin, refused",
        "/github/..\\admin, refused",
        "/github/..;/admin, refused",
        "/github/..;a=b/admin, refused",
        "/github/%2e%2e;/admin, refused",
        "/github/..%3b/admin, refused",
        "/github/..%252fadmin, refused",
        "/github/%252e%252e/admin, refused",
        "/github/%25%32%65%25%32%65/admin, refused",
        "/github/x/..%2f..%2fadmin, refused",
        "/x/..;/admin, refused",
        "/x/..%2fadmin, refused",
        "/x/%2e%2e/admin, refused",
        "/admin%2f, refused",
        "/admin;x, refused",
        "/admin/..;/, refused",
        // Out of it and in again: the task, which knows no context, would climb.
        "/github/../github/x, refused",
        "/github/x/../../github/y, refused",
        "/github/..%2fgithub/x, refused",
        // Into a protected part of the same service.
        "/github/x/../admin, refused",
        "/github/x/..%2fadmin, refused",
        "/github/./admin, refused",
        "/github//admin, refused",
        "/github/%61dmin, refused",
        "/github/admin;x, refused",
        "/github/admin%2fx, refused",
        "/github/x/..;/admin, refused"
    })
    void reachesARouteOnlyWhenEveryReadingReachesIt(String path, String expected) {
        assertThat(route(path)).isEqualTo(expected);
    }

    @Test
    void copiesNothingOfAPlainPath() {
        byte[] bytes = "GET /a/b.c?d".getBytes(StandardCharsets.US_ASCII);
        assertThat(paths.normalise(bytes, 4, 10)).isNull();
        assertThat(paths.isPlain()).isTrue();
        assertThat(paths.bytes()).isSameAs(bytes);
        assertThat(paths.start()).isEqualTo(4);
        assertThat(paths.end()).isEqualTo(10);
    }

    @Test
    void readsPathsThatAreLongerThanItsScratch() {
        String path = "/a/..".repeat(3000) + "/x";
        assertThat(normalise(path)).isEqualTo("/x");
        assertThat(normalise("/%41".repeat(5000))).isEqualTo("/A".repeat(5000));
    }

    private String normalise(String path) {
        byte[] bytes = path.getBytes(StandardCharsets.ISO_8859_1);
        Refusal refusal = paths.normalise(bytes, 0, bytes.length);
        return refusal == null
                ? text(paths.bytes(), paths.start(), paths.end())
                : "bad: " + refusal.word();
    }

    private String route(String path) {
        byte[] bytes = path.getBytes(StandardCharsets.ISO_8859_1);
        if (paths.normalise(bytes, 0, bytes.length) != null) {
            return "refused";
        }
        String context = match(paths.bytes(), paths.start(), paths.end());
        @Nullable Refusal refusal =
                paths.check(context, context.length(), PathNormaliserTest::match);
        return refusal == null ? context : "refused";
    }

    private static String match(byte[] bytes, int start, int end) {
        String path = text(bytes, start, end);
        return CONTEXTS.stream()
                .filter(context -> path.equals(context) || path.startsWith(context + "/"))
                .findFirst()
                .orElse("/");
    }

    private static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }
}
