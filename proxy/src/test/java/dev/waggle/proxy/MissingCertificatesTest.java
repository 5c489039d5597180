package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.HostPattern;
import dev.waggle.routing.PathPrefix;
import dev.waggle.routing.Problem;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.TlsMode;
import dev.waggle.routing.TlsName;
import dev.waggle.routing.Upstream;
import java.util.List;
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

    private static List<Problem> withNothing(RouteTable table) {
        return new MissingCertificates(_ -> false, _ -> false, null).in(table);
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
        assertThat(new MissingCertificates("blog.test"::equals, _ -> false, null).in(table))
                .isEmpty();
        assertThat(new MissingCertificates(_ -> false, _ -> true, null).in(table)).isEmpty();
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
        assertThat(new MissingCertificates(_ -> true, _ -> false, null).in(table))
                .singleElement()
                .satisfies(it -> assertThat(it.message()).doesNotContain("refused"));
    }

    @Test
    void whoIsShownAnotherCertificateIsToldWhose() {
        assertThat(
                        new MissingCertificates(_ -> false, _ -> false, "shop.test")
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
