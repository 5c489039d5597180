package dev.waggle.routing.translate;

import static dev.waggle.routing.translate.Services.on;
import static dev.waggle.routing.translate.Services.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.waggle.routing.Auth;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.HostPattern;
import dev.waggle.routing.Match;
import dev.waggle.routing.Problem;
import dev.waggle.routing.PrometheusTarget;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.TlsMode;
import dev.waggle.routing.TlsName;
import dev.waggle.routing.labels.AuthFolders;
import dev.waggle.routing.source.ServiceState;
import dev.waggle.routing.source.SourceState;
import dev.waggle.routing.source.TaskAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TranslatorTest {
    @Test
    void aServiceBecomesARouteToItsTasks() {
        RouteTable table =
                table(
                        service("blog_ghost", "blog.example")
                                .task("t1", "10.0.0.2")
                                .task("t2", "10.0.0.3"));

        Route route = onlyRoute(table);
        assertThat(route.name()).isEqualTo("blog_ghost");
        assertThat(authorities(route)).containsExactly("10.0.0.2:80", "10.0.0.3:80");
        assertThat(table.problems()).isEmpty();
    }

    @Test
    void servicesWithTheSameHostAndContextShareOneUpstreamEachWithItsOwnPort() {
        RouteTable table =
                table(
                        service("blue", "a.example").task("t1", "10.0.0.2").createdAt(1),
                        service("green", "a.example")
                                .label("routing-port", "8080")
                                .task("t2", "10.0.0.3")
                                .createdAt(2));

        Route route = onlyRoute(table);
        assertThat(authorities(route)).containsExactly("10.0.0.2:80", "10.0.0.3:8080");
        assertThat(route.upstream().key()).isEqualTo("blue+green");
        assertThat(table.problems()).isEmpty();
    }

    @Test
    void theOptionsOfTheOldestServiceCountAndTheConflictIsReported() {
        RouteTable table =
                table(
                        service("young", "a.example").label("routing-max-body", "9m").createdAt(2),
                        service("old", "a.example")
                                .label("routing-auth", "/run/secrets/users")
                                .createdAt(1));

        assertThat(onlyRoute(table).options().maxBodyBytes()).isEqualTo(1024 * 1024);
        assertThat(onlyRoute(table).options().auth())
                .isEqualTo(new Auth.File(Path.of("/run/secrets/users"), "old"));
        assertThat(table.problems())
                .extracting(Problem::service, Problem::label, Problem::value)
                .containsExactly(
                        tuple("young", "routing-max-body", "9m"),
                        tuple("young", "routing-auth", ""));
        assertThat(table.problems().getFirst().message()).contains("the older old");
    }

    @Test
    void theIdDecidesBetweenServicesOfOneAge() {
        RouteTable table =
                table(
                        service("b", "a.example").label("routing-retries", "1"),
                        service("a", "a.example").label("routing-retries", "4"));

        assertThat(onlyRoute(table).options().retries()).isEqualTo(4);
    }

    @Test
    void theSameProtectionWithEachServicesOwnRealmIsNoConflict() {
        RouteTable table =
                table(
                        service("one", "a.example").label("routing-auth", "/run/secrets/users"),
                        service("two", "a.example").label("routing-auth", "/run/secrets/users"));

        assertThat(table.problems()).isEmpty();
    }

    @Test
    void oneBadServiceLeavesTheOthersAlone() {
        RouteTable table =
                table(
                        service("no-port")
                                .label("routing-host", "a.example")
                                .task("t1", "10.0.0.2"),
                        service("no-tasks", "b.example"),
                        service("foreign", "c.example")
                                .task("t2", true, false, on("other", "10.9.0.2", false)),
                        service("typo", "d.example").label("routing-contxt", "/x"),
                        service("good", "e.example").task("t3", "10.0.0.4"));

        assertThat(table.match("e.example", "/")).isInstanceOf(Match.Matched.class);
        assertThat(table.routes())
                .extracting(Route::key)
                .containsExactly("b.example/", "c.example/", "d.example/", "e.example/");
        assertThat(table.problems())
                .extracting(Problem::service)
                .containsExactlyInAnyOrder("no-port", "foreign", "typo");
    }

    @Test
    void withZeroTasksTheRouteStaysAndSaysWhy() {
        RouteTable table =
                table(
                        service("blog", "a.example")
                                .task("t1", false, false, on("web", "10.0.0.2", true)));

        assertThat(onlyRoute(table).upstream().isEmpty()).isTrue();
        assertThat(onlyRoute(table).upstream().emptyReason()).isEqualTo("blog has no running task");
        assertThat(table.problems()).isEmpty();
    }

    @Test
    void aTaskThatIsNamedTwiceIsOneEndpoint() {
        RouteTable table =
                table(
                        service("blog", "a.example")
                                .task("t1", "10.0.0.2")
                                .task("t2", "10.0.0.3")
                                .task("t1", "10.0.0.2"));

        assertThat(authorities(onlyRoute(table))).containsExactly("10.0.0.2:80", "10.0.0.3:80");
    }

    @Test
    void onlyRunningAndDrainingTasksAreEndpoints() {
        RouteTable table =
                table(
                        service("blog", "a.example")
                                .task("t1", "10.0.0.2")
                                .task("t2", false, true, on("web", "10.0.0.3", true))
                                .task("t3", false, false, on("web", "10.0.0.4", true)));

        assertThat(onlyRoute(table).upstream().endpoints())
                .containsExactly(
                        Endpoint.of("blog", "t1", "node-1", "10.0.0.2", 80),
                        Endpoint.of("blog", "t2", "node-1", "10.0.0.3", 80, Services.DRAINING));
    }

    @Test
    void anEndpointKeepsItsIdWhileItDrains() {
        Endpoint running = Endpoint.of("blog", "t1", "node-1", "10.0.0.2", 80);
        Endpoint draining = Endpoint.of("blog", "t1", "node-1", "10.0.0.2", 80, Services.DRAINING);

        assertThat(draining.id()).isEqualTo(running.id());
    }

    @Test
    void aServiceOnAForeignNetworkIsToldWhereItIsAndWhatToDo() {
        RouteTable table =
                table(
                        service("blog", "a.example")
                                .task(
                                        "t1",
                                        true,
                                        false,
                                        on("blog_db", "10.9.0.2", false),
                                        on("ingress", "10.255.0.3", true)));

        assertThat(onlyRoute(table).upstream().emptyReason()).contains("can reach");
        assertThat(table.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.message()).contains("blog_db, ingress"))
                .satisfies(p -> assertThat(p.fix()).contains("network of the proxy"));
    }

    @Test
    void ofSeveralSharedNetworksTheFirstByNameIsUsedAndNeverIngress() {
        RouteTable table =
                table(
                        service("blog", "a.example")
                                .task(
                                        "t1",
                                        true,
                                        false,
                                        on("zoo", "10.3.0.2", true),
                                        on("ingress", "10.255.0.3", true),
                                        on("web", "10.0.0.2", true),
                                        on("abroad", "10.4.0.2", false)));

        assertThat(authorities(onlyRoute(table))).containsExactly("10.0.0.2:80");
    }

    @ParameterizedTest
    @ValueSource(strings = {"blog_zoo", "zoo"})
    void routingNetworkNamesTheNetworkInFullOrWithinTheStack(String network) {
        RouteTable table =
                table(
                        service("blog_ghost", "a.example")
                                .label("routing-network", network)
                                .task(
                                        "t1",
                                        true,
                                        false,
                                        on("another", "10.0.0.2", true),
                                        on("blog_zoo", "10.3.0.2", true)));

        assertThat(authorities(onlyRoute(table))).containsExactly("10.3.0.2:80");
        assertThat(table.problems()).isEmpty();
    }

    @Test
    void theStackOfAServiceIsWhatItsLabelSays() {
        RouteTable table =
                table(
                        service("my_blog_ghost", "a.example")
                                .label("com.docker.stack.namespace", "my_blog")
                                .label("routing-network", "net")
                                .task("t1", true, false, on("my_blog_net", "10.3.0.2", true)));

        assertThat(authorities(onlyRoute(table))).containsExactly("10.3.0.2:80");
    }

    @Test
    void routingNetworkThatTheServiceIsNotOnIsAProblem() {
        RouteTable table =
                table(
                        service("blog", "a.example")
                                .label("routing-network", "wbe")
                                .task("t1", "10.0.0.2"));

        assertThat(onlyRoute(table).upstream().isEmpty()).isTrue();
        assertThat(table.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.label()).isEqualTo("routing-network"))
                .satisfies(p -> assertThat(p.message()).contains("not on the network wbe"));
    }

    @Test
    void anEndpointThatIsTheProxyItselfIsNeverUsed() {
        var settings =
                new TranslatorSettings(
                        AuthFolders.DEFAULT, RouteOptions.DEFAULTS, Set.of("10.0.0.2:80"));
        RouteTable table =
                Translator.translate(
                        states(
                                service("waggle", "a.example")
                                        .task("t1", "10.0.0.2")
                                        .task("t2", "10.0.0.3")),
                        settings);

        assertThat(authorities(onlyRoute(table))).containsExactly("10.0.0.3:80");
        assertThat(table.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.message()).contains("the proxy itself"));
    }

    @Test
    void routingLabelsOnTheContainerAreReportedWithServiceAndFix() {
        RouteTable table =
                table(
                        service("blog")
                                .containerLabel("routing-host", "a.example")
                                .containerLabel("routing-port", "80")
                                .containerLabel("domain.automation.signal", "HUP"));

        assertThat(table.routes()).isEmpty();
        assertThat(table.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.service()).isEqualTo("blog"))
                .satisfies(p -> assertThat(p.message()).contains("routing-host, routing-port"))
                .satisfies(p -> assertThat(p.fix()).contains("deploy: labels:"));
    }

    @Test
    void aServiceWithoutRoutingLabelsIsUnreachable() {
        RouteTable table =
                table(
                        service("portainer").task("t1", "10.0.0.2"),
                        service("blog", "a.example").task("t2", "10.0.0.3"));

        assertThat(table.routes()).hasSize(1);
        assertThat(table.knowsHost("portainer")).isFalse();
        assertThat(table.knowsHost("10.0.0.2")).isFalse();
    }

    @Test
    void aChangeOfALabelAloneMakesAnotherTable() {
        assertThat(table(service("blog", "a.example").label("routing-max-body", "2m")))
                .isNotEqualTo(table(service("blog", "a.example")));
        assertThat(table(service("blog", "a.example")))
                .isEqualTo(table(service("blog", "a.example")));
    }

    @Test
    void hostsOfAListShareTheUpstream() {
        RouteTable table = table(service("blog", "a.example,*.b.example").task("t1", "10.0.0.2"));

        assertThat(table.routes())
                .extracting(Route::key)
                .containsExactly("*.b.example/", "a.example/");
        assertThat(table.routes().getFirst().upstream())
                .isSameAs(table.routes().getLast().upstream());
    }

    @Test
    void tlsNamesAreAllHostsAndExtraHostsButNotThoseWithoutTls() {
        RouteTable table =
                table(
                        service("blog", "a.example,*.a.example")
                                .label("routing-extra-hosts", "www.a.example")
                                .label("routing-tls", "files"),
                        service("plain", "b.example").label("routing-tls", "off"),
                        service("all", "*"));

        assertThat(table.tlsNames())
                .extracting(name -> name.name().text(), TlsName::mode)
                .containsExactly(
                        tuple("*.a.example", TlsMode.FILES),
                        tuple("a.example", TlsMode.FILES),
                        tuple("www.a.example", TlsMode.FILES));
    }

    @Test
    void anExtraHostIsKnownAndHasNoPath() {
        RouteTable table = table(service("blog").label("routing-extra-hosts", "www.a.example"));

        assertThat(table.knowsHost("www.a.example")).isTrue();
        assertThat(table.match("www.a.example", "/")).isInstanceOf(Match.UnknownPath.class);
    }

    @Test
    void aHostHasOneCertificateAndTheOldestServiceDecidesWhereItComesFrom() {
        RouteTable table =
                table(
                        service("one", "a.example").label("routing-tls", "acme").createdAt(1),
                        service("two", "a.example")
                                .label("routing-context", "/two")
                                .label("routing-tls", "files")
                                .createdAt(2));

        assertThat(table.tlsNames())
                .containsExactly(
                        new TlsName(HostPattern.parse("a.example"), TlsMode.ACME, List.of()));
        assertThat(table.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.service()).isEqualTo("two"))
                .satisfies(p -> assertThat(p.label()).isEqualTo("routing-tls"));
    }

    @Test
    void certNamesThatDoNotCoverTheHostAreAProblem() {
        RouteTable table =
                table(
                        service("one", "a.example")
                                .label("routing-cert-names", "b.example,*.a.example"));

        assertThat(table.tlsNames().getFirst().certNames()).isEmpty();
        assertThat(table.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.fix()).contains("add a.example"));
    }

    @Test
    void prometheusGetsEveryRunningTaskWithItsAddresses() {
        RouteTable table =
                table(
                        service("exporter")
                                .label("prometheus-job", "node")
                                .label("prometheus-port", "9100")
                                .task("t1", true, false, on("mon", "10.5.0.2", false))
                                .task("t2", false, true, on("mon", "10.5.0.3", false)));

        assertThat(table.routes()).isEmpty();
        assertThat(table.prometheusTargets())
                .containsExactly(
                        new PrometheusTarget(
                                "node",
                                9100,
                                "exporter",
                                "t1",
                                "node-1",
                                List.of(new PrometheusTarget.Address("mon", "10.5.0.2", false))));
    }

    @Test
    void aStackFilesEndpointKeepsItsPortAndNeedsNoNetwork() {
        TaskAddress fixed = new TaskAddress("", "::1", OptionalInt.of(9000), true);
        RouteTable table =
                table(
                        service("blog", "a.example")
                                .label("routing-network", "web")
                                .task("t1", true, false, fixed));

        assertThat(authorities(onlyRoute(table))).containsExactly("[::1]:9000");
    }

    @Test
    void sourcesAreMerged() {
        RouteTable table =
                Translator.translate(
                        List.of(
                                new SourceState(List.of(service("a", "a.example").state())),
                                new SourceState(List.of(service("b", "b.example").state()))),
                        TranslatorSettings.DEFAULTS);

        assertThat(table.routes()).hasSize(2);
    }

    @Test
    void namedRoutesOfOneServiceMayShareAPlace() {
        RouteTable table =
                table(
                        service("a", "a.example")
                                .label("routing.x.host", "a.example")
                                .label("routing.x.port", "81")
                                .task("t1", "10.0.0.2"));

        assertThat(authorities(onlyRoute(table))).containsExactly("10.0.0.2:80", "10.0.0.2:81");
    }

    private static RouteTable table(Services... services) {
        return Translator.translate(states(services), TranslatorSettings.DEFAULTS);
    }

    @Test
    void aPublishedPortServesWhereNoNetworkIsShared() {
        TaskAddress foreign = Services.on("shop_default", "172.20.0.2", false);
        TaskAddress host =
                new TaskAddress("", "172.17.0.1", OptionalInt.empty(), true, Map.of(80, 8080));
        Services blog = service("shop_web", "a.example").task("t1", true, false, foreign, host);

        assertThat(endpoints(blog)).containsExactly("172.17.0.1:8080");
    }

    @Test
    void aSharedNetworkIsPreferredToAPublishedPort() {
        TaskAddress host =
                new TaskAddress("", "172.17.0.1", OptionalInt.empty(), true, Map.of(80, 8080));
        Services blog =
                service("shop_web", "a.example")
                        .task("t1", true, false, host, Services.on("web", "172.17.0.2", true));

        assertThat(endpoints(blog)).containsExactly("172.17.0.2:80");
    }

    @Test
    void aPortThatTheHostDoesNotPublishIsAProblem() {
        TaskAddress host =
                new TaskAddress("", "172.17.0.1", OptionalInt.empty(), true, Map.of(81, 8081));
        TaskAddress foreign = Services.on("shop_default", "172.20.0.2", false);
        Services blog = service("shop_web", "a.example").task("t1", true, false, foreign, host);

        assertThat(endpoints(blog)).isEmpty();
        assertThat(Translator.translate(states(blog), TranslatorSettings.DEFAULTS).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.label()).isEqualTo("routing-port");
                    assertThat(problem.message()).contains("does not publish");
                    assertThat(problem.fix()).contains("publish the port");
                });
    }

    @Test
    void theShortNameOfANetworkIsThatOfTheComposeProject() {
        Services blog =
                service("my_shop_web", "a.example")
                        .label("com.docker.compose.project", "my_shop")
                        .label("routing-network", "inner")
                        .task(
                                "t1",
                                true,
                                false,
                                Services.on("a", "172.18.0.2", true),
                                Services.on("my_shop_inner", "172.19.0.2", true));

        assertThat(endpoints(blog)).containsExactly("172.19.0.2:80");
    }

    private static List<String> endpoints(Services service) {
        return Translator.translate(states(service), TranslatorSettings.DEFAULTS)
                .routes()
                .getFirst()
                .upstream()
                .endpoints()
                .stream()
                .map(Endpoint::authority)
                .toList();
    }

    private static List<SourceState> states(Services... services) {
        List<ServiceState> states = Arrays.stream(services).map(Services::state).toList();
        return List.of(new SourceState(states));
    }

    private static Route onlyRoute(RouteTable table) {
        assertThat(table.routes()).hasSize(1);
        return table.routes().getFirst();
    }

    private static List<String> authorities(Route route) {
        return route.upstream().endpoints().stream().map(Endpoint::authority).toList();
    }
}
