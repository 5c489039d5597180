package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.acme.CertificateProblem;
import dev.waggle.acme.life.CertificateState;
import dev.waggle.acme.life.CertificateStates;
import dev.waggle.acme.life.OrderProblem;
import dev.waggle.acme.life.Serving;
import dev.waggle.acme.life.WantedCertificate;
import dev.waggle.acme.life.Work;
import dev.waggle.routing.HostPattern;
import dev.waggle.routing.PathPrefix;
import dev.waggle.routing.Problem;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.TlsMode;
import dev.waggle.routing.TlsName;
import dev.waggle.routing.Upstream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MissingCertificatesTest {
    private static final HostPattern BLOG = HostPattern.parse("blog.test");

    private static RouteTable table(TlsMode mode, String routeName) {
        Route route =
                new Route(
                        routeName,
                        BLOG,
                        PathPrefix.ROOT,
                        null,
                        0,
                        new Upstream(routeName, List.of(), "no task is running"),
                        RouteOptions.DEFAULTS);
        return new RouteTable(
                List.of(route), List.of(new TlsName(BLOG, mode, List.of())), List.of(), List.of());
    }

    private static MissingCertificates missing(
            Predicate<String> served, Predicate<TlsName> signed, @Nullable String usual) {
        return new MissingCertificates(served, signed, usual, false, CertificateStates.NONE);
    }

    private static List<Problem> withNothing(RouteTable table) {
        return missing(_ -> false, _ -> false, null).in(table);
    }

    @Test
    void aNameThatNothingVouchesForIsAProblemWithItsServiceAndTheWayOut() {
        Problem problem = withNothing(table(TlsMode.DEFAULT, "web_blog")).getFirst();
        assertThat(problem.service()).isEqualTo("web_blog");
        assertThat(problem.value()).isEqualTo("blog.test");
        assertThat(problem.message()).contains("blog.test").contains("refused");
        assertThat(problem.fix()).contains("cert-dir").contains("self-signed: true");
    }

    @Test
    void aNameWithFilesOrALocalSignatureIsFine() {
        RouteTable table = table(TlsMode.DEFAULT, "web_blog");
        assertThat(missing("blog.test"::equals, _ -> false, null).in(table)).isEmpty();
        assertThat(missing(_ -> false, _ -> true, null).in(table)).isEmpty();
    }

    @Test
    void filesThatAreAskedForByLabelAreMissedToo() {
        assertThat(withNothing(table(TlsMode.FILES, "web_blog"))).hasSize(1);
    }

    @Test
    void acmeIsSaidNotToBeThere() {
        RouteTable table = table(TlsMode.ACME, "web_blog:api");
        Problem problem = withNothing(table).getFirst();
        assertThat(problem.service()).isEqualTo("web_blog");
        assertThat(problem.label()).isEqualTo("routing.api.tls");
        assertThat(problem.value()).isEqualTo("acme");
        assertThat(problem.message()).contains("ACME").contains("refused");
        assertThat(missing(_ -> true, _ -> false, null).in(table))
                .singleElement()
                .satisfies(it -> assertThat(it.message()).doesNotContain("refused"));
    }

    private static CertificateStates states(Work work, String warning) {
        return new CertificateStates(
                List.of(
                        new CertificateState(
                                WantedCertificate.of("blog.test"),
                                Serving.NONE,
                                work,
                                Optional.empty(),
                                2,
                                Optional.empty(),
                                warning,
                                Optional.empty(),
                                "")),
                true,
                Optional.of("thumb"),
                List.of());
    }

    private static List<Problem> ordered(Work work, String warning) {
        return withStates(states(work, warning));
    }

    @Test
    void anOrderThatFailedSaysWhyWhatHappensMeanwhileAndWhenTheNextTryIs() {
        OrderProblem problem =
                new OrderProblem(
                        OrderProblem.Kind.VALIDATION, "ca", "the CA found nothing", "open port 80");
        Instant retryAt = Instant.parse("2026-11-22T03:00:00.5Z");
        assertThat(ordered(new Work.Waiting(problem, retryAt), ""))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.service()).isEqualTo("web_blog");
                    assertThat(it.value()).isEqualTo("blog.test");
                    assertThat(it.message())
                            .contains("the CA found nothing")
                            .contains("there is no certificate")
                            .contains("next try at 2026-11-22T03:00:00Z");
                    assertThat(it.fix()).isEqualTo("open port 80");
                });
    }

    @Test
    void anOrderThatIsUnderWayIsNoProblemAndAWarningIsOne() {
        assertThat(ordered(new Work.Ordering(Instant.EPOCH), "")).isEmpty();
        assertThat(ordered(Work.IDLE, "the AAAA record does not answer"))
                .singleElement()
                .satisfies(it -> assertThat(it.message()).contains("AAAA"));
    }

    @Test
    void aNameThatNobodyCanOrderForIsAProblemThatLeadsToTheStateDirectory() {
        CertificateStates owned = states(Work.IDLE, "");
        CertificateStates hindered =
                new CertificateStates(
                        owned.states(),
                        false,
                        Optional.empty(),
                        List.of(new CertificateProblem("", "/state", "it is read-only", "fix")));
        CertificateStates ofAnother =
                new CertificateStates(owned.states(), false, Optional.empty(), List.of());

        assertThat(withStates(ofAnother)).as("another process orders").isEmpty();
        assertThat(withStates(hindered))
                .singleElement()
                .satisfies(it -> assertThat(it.fix()).contains("mend the state directory"));
    }

    private static List<Problem> withStates(CertificateStates states) {
        return new MissingCertificates(_ -> false, _ -> false, null, true, states)
                .in(table(TlsMode.DEFAULT, "web_blog"));
    }

    @Test
    void aNameThatIsToBeOrderedAndWasNotTakenUpIsAProblem() {
        assertThat(
                        new MissingCertificates(
                                        _ -> false, _ -> false, null, true, CertificateStates.NONE)
                                .in(table(TlsMode.ACME, "web_blog")))
                .hasSize(1);
    }

    @Test
    void whoIsShownAnotherCertificateIsToldWhose() {
        assertThat(
                        missing(_ -> false, _ -> false, "shop.test")
                                .in(table(TlsMode.DEFAULT, "web_blog"))
                                .getFirst()
                                .message())
                .contains("shop.test")
                .doesNotContain("refused");
    }

    @Test
    void aNameWithoutARouteIsAboutNoService() {
        RouteTable extra =
                new RouteTable(
                        List.of(),
                        List.of(new TlsName(BLOG, TlsMode.DEFAULT, List.of())),
                        List.of(),
                        List.of());
        assertThat(withNothing(extra))
                .singleElement()
                .satisfies(it -> assertThat(it.service()).isEmpty());
    }
}
