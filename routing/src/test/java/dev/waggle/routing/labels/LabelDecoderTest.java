package dev.waggle.routing.labels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.Auth;
import dev.waggle.routing.HostPattern;
import dev.waggle.routing.Hostname;
import dev.waggle.routing.PathPrefix;
import dev.waggle.routing.Problem;
import dev.waggle.routing.ProxyHeader;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.TlsMode;
import dev.waggle.routing.UpstreamTls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelDecoderTest {
    private final LabelDecoder decoder =
            new LabelDecoder(AuthFolders.DEFAULT, RouteOptions.DEFAULTS);

    @Test
    void routingHostExposesTheServiceAndRoutingPortSaysWhere() {
        RouteLabels route = onlyRoute(labels());

        assertThat(route.hosts()).containsExactly(HostPattern.parse("blog.example"));
        assertThat(route.port()).isEqualTo(2368);
        assertThat(route.context()).isEqualTo(PathPrefix.ROOT);
        assertThat(route.internalContext()).isNull();
        assertThat(route.options()).isEqualTo(RouteOptions.DEFAULTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void withoutAValueOfRoutingHostTheServiceIsNotExposed(String host) {
        ServiceLabels decoded = decode(labels("routing-host", host));

        assertThat(decoded.routes()).isEmpty();
        assertThat(decoded.problems()).isEmpty();
    }

    @Test
    void aServiceWithoutRoutingLabelsIsNobodysBusiness() {
        ServiceLabels decoded =
                decode(Map.of("com.docker.stack.namespace", "blog", "traefik.enable", "true"));

        assertThat(decoded.routes()).isEmpty();
        assertThat(decoded.problems()).isEmpty();
    }

    @Test
    void routingPortMissingIsAProblemOfThisRouteOnly() {
        Map<String, String> labels = labels("routing.api.host", "api.example");

        ServiceLabels decoded = decode(labels);

        assertThat(decoded.routes()).extracting(RouteLabels::name).containsExactly("");
        assertThat(decoded.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.label()).isEqualTo("routing.api.port"))
                .satisfies(p -> assertThat(p.fix()).contains("routing.api.port").contains("65535"));
    }

    @Test
    void routingPortThatIsNoPortNamesLabelValueAndRange() {
        Problem problem = onlyProblem(labels("routing-port", "http"));

        assertThat(problem.label()).isEqualTo("routing-port");
        assertThat(problem.value()).isEqualTo("http");
        assertThat(problem.fix()).contains("1 to 65535");
    }

    @ParameterizedTest
    @CsvSource({"github, /github", "/x/, /x", "/a/b, /a/b", "'', /", "/, /"})
    void routingContextIsNormalised(String written, String normal) {
        assertThat(onlyRoute(labels("routing-context", written)).context().value())
                .isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"routing-context", "routing-internal-context"})
    void aContextThatCannotBeReadLeavesItsRouteOutInsteadOfOpeningMore(String label) {
        ServiceLabels decoded = decode(labels(label, "/a/../b"));

        assertThat(decoded.routes()).isEmpty();
        assertThat(decoded.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.message()).contains("the route is left out"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a%20b", "/caf\u00e9", "/a;v=1"})
    void aContextThatNoRequestCouldMatchIsAProblemAndNotSilence(String context) {
        Map<String, String> labels = labels("routing-context", context);

        assertThat(onlyProblem(labels).message()).contains("the route is left out");
        assertThat(onlyRoute(labels("routing-internal-context", context)).internalContext())
                .isEqualTo(new PathPrefix(context));
    }

    @Test
    void aWildcardCannotBeVerifiedWithoutAnUpstreamName() {
        Map<String, String> labels =
                labels("routing-host", "*.blog.example", "routing-on-https", "true");

        assertThat(onlyProblem(labels).label()).isEqualTo("routing-upstream-name");
        labels.put("routing-upstream-name", "blog.internal");
        assertThat(decode(labels).problems()).isEmpty();
    }

    @Test
    void routingInternalContextTakesThePlaceOfTheContext() {
        RouteLabels route =
                onlyRoute(
                        labels("routing-context", "/webhook", "routing-internal-context", "app/"));

        assertThat(route.internalContext()).isEqualTo(new PathPrefix("/app"));
    }

    @ParameterizedTest
    @CsvSource({"true, VERIFY", "false, OFF", "off, OFF", "verify, VERIFY", "insecure, INSECURE"})
    void routingOnHttpsIsABoolean(String value, UpstreamTls.Mode mode) {
        RouteLabels route = onlyRoute(labels("routing-on-https", value));

        assertThat(route.options().upstreamTls().mode()).isEqualTo(mode);
    }

    @Test
    void routingOnHttpsThatCannotBeReadNamesLabelValueAndAcceptedOnes() {
        Map<String, String> labels = labels("routing-on-https", "ja");

        Problem problem = onlyProblem(labels);

        assertThat(problem.label()).isEqualTo("routing-on-https");
        assertThat(problem.value()).isEqualTo("ja");
        assertThat(problem.fix()).contains("true, false, yes, no, on, off, 1, 0");
        assertThat(decode(labels).routes()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"10m, 10485760", "512k, 524288", "0, 0"})
    void routingMaxBodyIsASizeOfNginx(String value, long bytes) {
        assertThat(onlyRoute(labels("routing-max-body", value)).options().maxBodyBytes())
                .isEqualTo(bytes);
    }

    @Test
    void routingMaxBodyThatIsNoSizeKeepsTheDefault() {
        Map<String, String> labels = labels("routing-max-body", "ten megabytes");

        assertThat(decode(labels).routes().getFirst().options().maxBodyBytes())
                .isEqualTo(1024 * 1024);
        assertThat(onlyProblem(labels).fix()).contains("10m");
    }

    @Test
    void routingAuthNamesAPasswordFileAndTheRealmIsTheServiceByDefault() {
        RouteLabels route = onlyRoute(labels("routing-auth", "/run/secrets/users"));

        assertThat(route.options().auth())
                .isEqualTo(new Auth.File(Path.of("/run/secrets/users"), "blog_ghost"));
    }

    @Test
    void routingAuthRealmIsShown() {
        RouteLabels route =
                onlyRoute(
                        labels(
                                "routing-auth",
                                "/run/secrets/users",
                                "routing-auth-realm",
                                "Kibana"));

        assertThat(route.options().auth())
                .isEqualTo(new Auth.File(Path.of("/run/secrets/users"), "Kibana"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "true", "/etc/shadow", "/run/secrets/../shadow", "secrets/users"})
    void routingAuthThatCannotBeObeyedClosesTheRoute(String value) {
        ServiceLabels decoded = decode(labels("routing-auth", value));

        assertThat(decoded.routes().getFirst().options().auth()).isInstanceOf(Auth.Broken.class);
        assertThat(decoded.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.message()).contains("the route is closed"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "routing-auht",
                "routing-basic-auth",
                "routing-allow-from",
                "routing-forward-auth"
            })
    void aMisspelledOrMissingProtectionClosesTheRouteToo(String label) {
        ServiceLabels decoded = decode(labels(label, "/run/secrets/users"));

        assertThat(decoded.routes().getFirst().options().auth()).isInstanceOf(Auth.Broken.class);
        assertThat(decoded.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.message()).contains("closed"));
    }

    @Test
    void anEndlessRoutingAuthClosesTheRoute() {
        ServiceLabels decoded =
                decode(labels("routing-auth", "/run/secrets/" + "a".repeat(100_000)));

        assertThat(decoded.routes().getFirst().options().auth()).isInstanceOf(Auth.Broken.class);
        assertThat(decoded.problems().getFirst().value()).hasSizeLessThan(200);
    }

    @Test
    void routingExtraHostsAreNamesWithACertificateAndWithoutARoute() {
        ServiceLabels decoded =
                decode(Map.of("routing-extra-hosts", "www.blog.example, old.example"));

        assertThat(decoded.routes()).isEmpty();
        assertThat(decoded.problems()).isEmpty();
        assertThat(decoded.extraHosts())
                .extracting(extra -> extra.name().text())
                .containsExactly("www.blog.example", "old.example");
    }

    @Test
    void prometheusJobAndPortMakeATargetWithoutARoute() {
        ServiceLabels decoded = decode(Map.of("prometheus-job", "node", "prometheus-port", "9100"));

        assertThat(decoded.prometheus()).contains(new ServiceLabels.Scrape("node", 9100));
        assertThat(decoded.problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"prometheus-job, node, prometheus-port", "prometheus-port, 9100, prometheus-job"})
    void prometheusJobAndPortBelongTogether(String label, String value, String missing) {
        assertThat(onlyProblem(Map.of(label, value)).fix()).contains(missing);
    }

    @Test
    void domainAutomationSignalIsHarmless() {
        assertThat(decode(labels("domain.automation.signal", "HUP")).problems()).isEmpty();
    }

    @Test
    void labelKeysCompareExactlyFirstAndThenWithoutCase() {
        ServiceLabels decoded = decode(labels("Routing-Context", "/x", "ROUTING-PORT", "1"));

        assertThat(decoded.routes().getFirst().context()).isEqualTo(new PathPrefix("/x"));
        assertThat(decoded.routes().getFirst().port()).isEqualTo(2368);
        assertThat(decoded.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.label()).isEqualTo("ROUTING-PORT"));
    }

    @Test
    void aCommaListInRoutingHostIsSeveralHostsAndAStarIsOneLabel() {
        RouteLabels route =
                onlyRoute(
                        labels("routing-host", "a.example, *.b.example ,a.example,Bücher.example"));

        assertThat(route.hosts())
                .extracting(HostPattern::text)
                .containsExactly("a.example", "*.b.example", "xn--bcher-kva.example");
    }

    @Test
    void aBadHostInAListDropsOnlyThatHost() {
        ServiceLabels decoded = decode(labels("routing-host", "a.example,b_d.example,,c.example"));

        assertThat(decoded.routes().getFirst().hosts())
                .extracting(HostPattern::text)
                .containsExactly("a.example", "c.example");
        assertThat(decoded.problems())
                .extracting(Problem::value)
                .containsExactly("b_d.example", "");
    }

    @Test
    void aListOfHostsIsBounded() {
        String list =
                IntStream.range(0, 100)
                        .mapToObj(i -> "h" + i + ".example")
                        .collect(Collectors.joining(","));

        ServiceLabels decoded = decode(labels("routing-host", list));

        assertThat(decoded.routes().getFirst().hosts()).hasSize(64);
        assertThat(decoded.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.message()).contains("more than 64 hosts"));
    }

    @Test
    void namedRoutesInheritNothing() {
        ServiceLabels decoded =
                decode(
                        labels(
                                "routing-max-body", "10m",
                                "routing.api.host", "api.example",
                                "routing.api.port", "8080"));

        assertThat(decoded.routes()).extracting(RouteLabels::name).containsExactly("", "api");
        RouteLabels api = decoded.routes().getLast();
        assertThat(api.port()).isEqualTo(8080);
        assertThat(api.options()).isEqualTo(RouteOptions.DEFAULTS);
    }

    @Test
    void namedRoutesAreBounded() {
        Map<String, String> labels = new HashMap<>();
        for (int i = 0; i < 500; i++) {
            labels.put("routing.r" + i + ".host", "h" + i + ".example");
            labels.put("routing.r" + i + ".port", "80");
        }

        ServiceLabels decoded = decode(labels);

        assertThat(decoded.routes()).hasSizeBetween(64, 65);
        assertThat(decoded.problems()).hasSize(101);
        assertThat(decoded.problems().getLast().message()).contains("more than 100 problems");
    }

    @ParameterizedTest
    @CsvSource({
        "routing-hots, routing-host",
        "routing-max-bdy, routing-max-body",
        "routing.api.contxt, routing.api.context",
        "routing_port, routing-port",
        "routing.port, routing-port",
    })
    void anUnknownKeyIsAProblemWithTheNearestKnownKey(String label, String meant) {
        ServiceLabels decoded = decode(labels(label, "x"));

        assertThat(decoded.problems())
                .filteredOn(p -> p.label().equals(label))
                .singleElement()
                .satisfies(p -> assertThat(p.fix()).isEqualTo("did you mean " + meant + "?"));
        assertThat(decoded.routes()).hasSize(1);
    }

    @Test
    void theProxyProtocolIsOnlyForTasksThatGetOneClientOnAConnection() {
        Map<String, String> labels = labels("routing-proxy-protocol", "v2");
        assertThat(decode(labels).routes().getFirst().options().proxyHeader())
                .isEqualTo(ProxyHeader.V2);
        Map<String, String> shared = new HashMap<>(labels);
        shared.put("routing-protocol", "h2c");
        assertThat(onlyProblem(shared).message()).contains("no PROXY protocol header");
        assertThat(decode(shared).routes().getFirst().options().proxyHeader())
                .isEqualTo(ProxyHeader.OFF);
    }

    @Test
    void everyOtherOptionIsRead() {
        RouteLabels route =
                onlyRoute(
                        labels(
                                "routing-priority", "-5",
                                "routing-network", "web",
                                "routing-upstream-name", "Inner.example",
                                "routing-tls", "self-signed",
                                "routing-cert-names", "blog.example,*.blog.example",
                                "routing-connect-timeout", "500ms",
                                "routing-response-timeout", "15m",
                                "routing-idle-timeout", "900s",
                                "routing-retries", "0",
                                "routing-wait", "0s",
                                "routing-max-pending", "7"));

        assertThat(route.priority()).isEqualTo(-5);
        assertThat(route.network()).isEqualTo("web");
        RouteOptions options = route.options();
        assertThat(options.upstreamTls().name()).isEqualTo(new Hostname("inner.example"));
        assertThat(options.tls()).isEqualTo(TlsMode.SELF_SIGNED);
        assertThat(options.certNames())
                .extracting(HostPattern::text)
                .containsExactly("blog.example", "*.blog.example");
        assertThat(options.timeouts().connect()).hasMillis(500);
        assertThat(options.timeouts().response()).isEqualTo(Duration.ofMinutes(15));
        assertThat(options.timeouts().idle()).isEqualTo(Duration.ofMinutes(15));
        assertThat(options.timeouts().tunnelIdle()).isEqualTo(Duration.ofMinutes(15));
        assertThat(options.retries()).isZero();
        assertThat(options.whileChanging().longestWait()).isZero();
        assertThat(options.whileChanging().maxPending()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "routing-priority, high",
        "routing-upstream-name, a b",
        "routing-tls, letsencrypt",
        "routing-cert-names, *",
        "routing-connect-timeout, 3",
        "routing-response-timeout, 400d",
        "routing-idle-timeout, 0s",
        "routing-retries, 6",
        "routing-network, ''",
        "routing-auth-realm, ''",
    })
    void aBadOptionKeepsItsDefaultAndIsReported(String label, String value) {
        Map<String, String> labels = labels(label, value);

        assertThat(decode(labels).routes()).singleElement().isEqualTo(onlyRoute(labels()));
        assertThat(onlyProblem(labels).label()).isEqualTo(label);
    }

    @Test
    void routeLabelsWithoutAHostSayWhatIsMissing() {
        assertThat(onlyProblem(Map.of("routing-port", "80")).label()).isEqualTo("routing-host");
    }

    @Test
    void namesOfRoutesAreChecked() {
        assertThat(onlyProblem(labels("routing.a b.host", "x.example")).message())
                .contains("name of the route");
    }

    private ServiceLabels decode(Map<String, String> labels) {
        return decoder.decode("blog_ghost", labels);
    }

    private RouteLabels onlyRoute(Map<String, String> labels) {
        ServiceLabels decoded = decode(labels);
        assertThat(decoded.problems()).isEmpty();
        assertThat(decoded.routes()).hasSize(1);
        return decoded.routes().getFirst();
    }

    private Problem onlyProblem(Map<String, String> labels) {
        List<Problem> problems = decode(labels).problems();
        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst().service()).isEqualTo("blog_ghost");
        return problems.getFirst();
    }

    /** Those of an exposed service, and more in pairs of key and value. */
    private static Map<String, String> labels(String... more) {
        Map<String, String> labels = new HashMap<>();
        labels.put("routing-host", "blog.example");
        labels.put("routing-port", "2368");
        for (int i = 0; i < more.length; i += 2) {
            labels.put(more[i], more[i + 1]);
        }
        return labels;
    }
}
