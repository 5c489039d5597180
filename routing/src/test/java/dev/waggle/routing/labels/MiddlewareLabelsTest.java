package dev.waggle.routing.labels;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.Auth;
import dev.waggle.routing.Cors;
import dev.waggle.routing.FieldEdit;
import dev.waggle.routing.ForwardAuth;
import dev.waggle.routing.HttpUrl;
import dev.waggle.routing.Middleware;
import dev.waggle.routing.Problem;
import dev.waggle.routing.Redirect;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.UpstreamProtocol;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The labels that say how tasks are spoken to, and what happens to messages on their way. */
class MiddlewareLabelsTest {
    private final LabelDecoder decoder =
            new LabelDecoder(AuthFolders.DEFAULT, RouteOptions.DEFAULTS);

    @Test
    void withoutLabelsResponsesAreCompressedAndNothingElseHappens() {
        RouteOptions options = options();

        assertThat(options.middleware()).isEqualTo(Middleware.DEFAULTS);
        assertThat(options.compress()).isTrue();
        assertThat(options.protocol()).isEqualTo(UpstreamProtocol.HTTP);
    }

    @ParameterizedTest
    @CsvSource({"http, HTTP, 1048576", "h2c, H2C, 1048576", "gRPC, GRPC, 0"})
    void routingProtocolSaysWhatIsSpokenAndGrpcHasNoLimitOfTheBody(
            String value, UpstreamProtocol protocol, long maxBody) {
        RouteOptions options = options("routing-protocol", value);

        assertThat(options.protocol()).isEqualTo(protocol);
        assertThat(options.maxBodyBytes()).isEqualTo(maxBody);
    }

    @Test
    void aMaxBodyThatIsWrittenHoldsForGrpcToo() {
        assertThat(options("routing-protocol", "grpc", "routing-max-body", "4m").maxBodyBytes())
                .isEqualTo(4 * 1024 * 1024);
    }

    @ParameterizedTest
    @CsvSource({"on, true", "yes, true", "off, false", "0, false", "FALSE, false"})
    void routingCompressIsABoolean(String value, boolean compress) {
        assertThat(options("routing-compress", value).compress()).isEqualTo(compress);
    }

    @ParameterizedTest
    @CsvSource({
        "180d, max-age=15552000",
        "0s, max-age=0",
        "365d; includeSubDomains, max-age=31536000; includeSubDomains",
        "730d ;INCLUDESUBDOMAINS;preload, max-age=63072000; includeSubDomains; preload",
    })
    void routingHstsIsADurationWithItsTwoWords(String value, String field) {
        assertThat(requireNonNull(options("routing-hsts", value).hsts()).fieldValue())
                .isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource({
        "https://new.example, 308, https://new.example",
        "301 https://new.example{path}, 301, https://new.example{path}",
        "302 http://new.example:8080/x/{path}?{query}, 302,"
                + " http://new.example:8080/x/{path}?{query}",
        "307 https://[2001:db8::1]/, 307, https://[2001:db8::1]/",
    })
    void routingRedirectToIsAUrlPerhapsWithAStatus(String value, int status, String template) {
        assertThat(options("routing-redirect-to", value).redirectTo())
                .isEqualTo(new Redirect(status, template));
    }

    @Test
    void aRedirectNeedsNoPort() {
        Map<String, String> labels =
                Map.of(
                        "routing-host", "old.example",
                        "routing-redirect-to", "https://new.example{path}");

        ServiceLabels decoded = decoder.decode("web", labels);

        assertThat(decoded.problems()).isEmpty();
        assertThat(decoded.routes()).singleElement().extracting(RouteLabels::port).isEqualTo(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "new.example",
                "//new.example",
                "https://{path}",
                "https://new.example{path}{path}",
                "https://user@new.example/",
                "https://new.example/ x",
                "https://new.example/\"",
                "javascript://new.example/",
                "300 https://new.example/",
                "https://new.example/{host}",
            })
    void aRedirectThatCannotBeReadLeavesItsRouteOut(String value) {
        ServiceLabels decoded = decode("routing-redirect-to", value);

        assertThat(decoded.routes()).isEmpty();
        assertThat(decoded.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.message()).contains("the route is left out"));
    }

    @Test
    void routingForwardAuthNamesWhoIsAskedAndTheFieldsThatAreCopied() {
        RouteOptions options =
                options(
                        "routing-forward-auth",
                        "http://auth_authelia:9091/api/authz/forward-auth?rd=https://a.example/",
                        "routing-forward-auth-headers",
                        "Remote-User, Remote-Groups,remote-user");

        assertThat(options.forwardAuth())
                .isEqualTo(
                        new ForwardAuth(
                                new HttpUrl(
                                        false,
                                        "auth_authelia",
                                        9091,
                                        "/api/authz/forward-auth?rd=https://a.example/"),
                                List.of("Remote-User", "Remote-Groups")));
        assertThat(options.auth()).isEqualTo(new Auth.Off());
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP://Auth, http://auth/",
        "https://auth.example, https://auth.example/",
        "https://auth.example:443?x=1, https://auth.example/?x=1",
        "http://[2001:DB8:0::1]:80/a, http://[2001:db8::1]/a",
        "http://10.0.0.7:4180/oauth2/auth, http://10.0.0.7:4180/oauth2/auth",
    })
    void theUrlOfForwardAuthIsNormalised(String value, String normal) {
        assertThat(
                        requireNonNull(options("routing-forward-auth", value).forwardAuth())
                                .url()
                                .text())
                .isEqualTo(normal);
    }

    @ParameterizedTest
    @CsvSource({
        "routing-forward-auth, ''",
        "routing-forward-auth, auth:9091",
        "routing-forward-auth, ftp://auth/",
        "routing-forward-auth, http://user:secret@auth/",
        "routing-forward-auth, http://auth:0/",
        "routing-forward-auth, http://auth:99999/",
        "routing-forward-auth, http://auth/#x",
        "routing-forward-auth, http://auth/a b",
        "routing-forward-auth, http://..auth/",
        "routing-forward-auth-headers, ''",
        "routing-forward-auth-headers, Remote User",
        "routing-forward-auth-headers, 'Remote-User,,'",
        "routing-forward-auth-headers, Host",
        "routing-forward-auth-headers, X-Forwarded-For",
        "routing-forward-auth-headers, x_forwarded_for",
        "routing-forward-auth-header, Remote-User",
        "routing-foward-auth, http://auth/",
    })
    void aForwardAuthThatCannotBeObeyedClosesTheRoute(String label, String value) {
        ServiceLabels decoded = decode(label, value);

        assertThat(decoded.routes().getFirst().options().auth()).isInstanceOf(Auth.Broken.class);
        assertThat(decoded.problems())
                .first()
                .satisfies(p -> {
                    assertThat(p.label()).isEqualTo(label);
                    assertThat(p.message()).contains("the route is closed");
                });
    }

    @Test
    void fieldsOfForwardAuthWithoutForwardAuthAreAProblem() {
        assertThat(onlyProblem("routing-forward-auth-headers", "Remote-User").fix())
                .contains("routing-forward-auth");
    }

    @Test
    void requestAndResponseHeadersAreSetAndAnEmptyValueRemoves() {
        RouteOptions options =
                options(
                        "routing-request-header.X-Team", " blue ",
                        "Routing-Request-Header.Cookie", "",
                        "routing-response-header.X-Frame-Options", "DENY",
                        "routing-response-header.server", "");

        assertThat(options.requestFields())
                .containsExactly(new FieldEdit("Cookie", ""), new FieldEdit("X-Team", "blue"));
        assertThat(options.responseFields())
                .containsExactly(
                        new FieldEdit("server", ""), new FieldEdit("X-Frame-Options", "DENY"));
    }

    @Test
    void namedRoutesHaveTheirOwnHeaders() {
        ServiceLabels decoded =
                decode(
                        "routing.api.host", "api.example",
                        "routing.api.port", "80",
                        "routing.api.request-header.X-Team", "blue");

        assertThat(decoded.problems()).isEmpty();
        assertThat(decoded.routes().getFirst().options().requestFields()).isEmpty();
        assertThat(decoded.routes().getLast().options().requestFields())
                .containsExactly(new FieldEdit("X-Team", "blue"));
    }

    @ParameterizedTest
    @CsvSource({
        "routing-request-header.Host",
        "routing-request-header.Content-Length",
        "routing-request-header.content_length",
        "routing-request-header.Transfer-Encoding",
        "routing-request-header.Connection",
        "routing-request-header.Upgrade",
        "routing-request-header.X-Forwarded-For",
        "routing-request-header.X_Forwarded_Proto",
        "routing-request-header.X-Real-IP",
        "routing-request-header.Forwarded",
        "routing-request-header.Date",
        "routing-response-header.Date",
        "routing-response-header.Content-Length",
        "routing-response-header.Transfer-Encoding",
        "routing-response-header.Trailer",
        "routing-response-header.X Frame",
        "routing-response-header.:status",
        "routing-response-header.\u0130",
    })
    void fieldsThatFrameRouteOrIdentifyCannotBeSet(String label) {
        Problem problem = onlyProblem(label, "1");

        assertThat(problem.label()).isEqualTo(label);
        assertThat(decode(label, "1").routes().getFirst().options())
                .isEqualTo(RouteOptions.DEFAULTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Evil: 1", "a\u0000", "caf\u00e9", "a\u007f"})
    void aHeaderCannotCarryAnother(String value) {
        assertThat(onlyProblem("routing-response-header.X-A", value).message())
                .contains("characters that a field cannot have");
    }

    @Test
    void theSameHeaderInTwoCasesIsAProblem() {
        ServiceLabels decoded =
                decode("routing-request-header.X-A", "1", "routing-request-header.x-a", "2");

        assertThat(decoded.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.message()).contains("twice"));
        assertThat(decoded.routes().getFirst().options().requestFields())
                .containsExactly(new FieldEdit("x-a", "2"));
    }

    @Test
    void headersOfARouteAreBounded() {
        String[] labels =
                IntStream.range(0, 200)
                        .mapToObj(i -> i % 2 == 0 ? "routing-request-header.x" + i : "1")
                        .toArray(String[]::new);

        ServiceLabels decoded = decode(labels);

        assertThat(decoded.routes().getFirst().options().requestFields()).hasSize(32);
        assertThat(decoded.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.message()).contains("more than 32"));
    }

    @Test
    void routingCorsIsAListOfOriginsAsBrowsersSendThem() {
        Cors cors =
                requireNonNull(
                        options(
                                        "routing-cors",
                                        "https://App.example, http://localhost:3000,https://a:443")
                                .cors());

        assertThat(cors.origins())
                .containsExactly("https://app.example", "http://localhost:3000", "https://a");
        assertThat(cors.allows("https://app.example")).isTrue();
        assertThat(cors.allows("https://app.example.evil")).isFalse();
    }

    @Test
    void aStarOfRoutingCorsIsEveryone() {
        assertThat(options("routing-cors", "*").cors()).isEqualTo(Cors.EVERYONE);
    }

    @Test
    void aBadOriginSpoilsOnlyItselfAndNoneLeftIsNotEveryone() {
        ServiceLabels one = decode("routing-cors", "https://a.example/,https://b.example");
        ServiceLabels none = decode("routing-cors", "https://a.example/,*,null");

        assertThat(one.problems()).extracting(Problem::value).containsExactly("https://a.example/");
        assertThat(one.routes().getFirst().options().cors())
                .isEqualTo(new Cors(List.of("https://b.example")));
        assertThat(none.routes().getFirst().options().cors()).isNull();
        assertThat(none.problems()).hasSize(3);
    }

    @Test
    void originsAreBounded() {
        String list =
                IntStream.range(0, 65)
                        .mapToObj(i -> "https://a" + i)
                        .collect(Collectors.joining(","));

        assertThat(onlyProblem("routing-cors", list).message()).contains("more than 64 origins");
    }

    @ParameterizedTest
    @CsvSource({
        "routing-protocol, h3",
        "routing-balance, random",
        "routing-balance, hash:header:",
        "routing-compress, gzip",
        "routing-hsts, 100",
        "routing-hsts, 4000d",
        "routing-hsts, 180d; includeSubDomain",
        "routing-hsts, 180d; includeSubDomains; preload",
        "routing-hsts, 400d; preload",
        "routing-cors, ''",
    })
    void aBadValueKeepsTheDefaultAndIsReported(String label, String value) {
        assertThat(onlyProblem(label, value).label()).isEqualTo(label);
        assertThat(decode(label, value).routes().getFirst().options())
                .isEqualTo(RouteOptions.DEFAULTS);
    }

    private RouteOptions options(String... labels) {
        ServiceLabels decoded = decode(labels);
        assertThat(decoded.problems()).isEmpty();
        return decoded.routes().getFirst().options();
    }

    private Problem onlyProblem(String... labels) {
        List<Problem> problems = decode(labels).problems();
        assertThat(problems).hasSize(1);
        return problems.getFirst();
    }

    /** Labels of an exposed service, and more in pairs of key and value. */
    private ServiceLabels decode(String... more) {
        Map<String, String> labels = new HashMap<>();
        labels.put("routing-host", "blog.example");
        labels.put("routing-port", "2368");
        for (int i = 0; i < more.length; i += 2) {
            labels.put(more[i], more[i + 1]);
        }
        return decoder.decode("blog_ghost", labels);
    }
}
