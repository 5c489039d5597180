package dev.waggle.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    @ParameterizedTest
    @CsvSource({
        "blog.example, /, blog.example/",
        "blog.example, /x/y, blog.example/",
        "BLOG.example, /x, blog.example/",
        "blog.example, /admin, blog.example/admin",
        "blog.example, /admin/x, blog.example/admin",
        "blog.example, /administrator, blog.example/",
        "blog.example, /admin/deep/er, blog.example/admin/deep",
        "a.wild.example, /, *.wild.example/",
        "b.wild.example, /, b.wild.example/",
        "only.wild.example, /api/x, only.wild.example/api",
        "only.wild.example, /x, *.wild.example/",
    })
    void exactHostsWinOverWildcardsAndLongContextsOverShortOnes(
            String host, String path, String route) {
        RouteTable table =
                table(
                        "blog.example/",
                        "blog.example/admin",
                        "blog.example/admin/deep",
                        "*.wild.example/",
                        "b.wild.example/",
                        "only.wild.example/api");

        assertThat(matched(table.match(host, path))).isEqualTo(route);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"other.example", "wild.example", "a.b.wild.example", ".wild.example", ""})
    void knowsNothingOfOtherHosts(String host) {
        RouteTable table = table("blog.example/", "*.wild.example/");

        assertThat(table.match(host, "/")).isInstanceOf(Match.UnknownHost.class);
        assertThat(table.knowsHost(host)).isFalse();
    }

    @Test
    void tellsAnUnknownPathFromAnUnknownHost() {
        RouteTable table = table("blog.example/api");

        assertThat(table.match("blog.example", "/apis")).isInstanceOf(Match.UnknownPath.class);
        assertThat(table.match("other.example", "/api")).isInstanceOf(Match.UnknownHost.class);
    }

    @Test
    void theCatchAllComesLast() {
        RouteTable table = table("*/", "*.wild.example/", "blog.example/api");

        assertThat(matched(table.match("any.example", "/x"))).isEqualTo("*/");
        assertThat(matched(table.match("a.wild.example", "/x"))).isEqualTo("*.wild.example/");
        assertThat(matched(table.match("blog.example", "/x"))).isEqualTo("*/");
        assertThat(table.knowsHost("any.example")).isTrue();
    }

    @Test
    void priorityWinsOverTheLongerContextOfTheSameHost() {
        RouteTable table =
                new RouteTable(
                        List.of(
                                route("a.example", "/x", 5),
                                route("a.example", "/x/y", 0),
                                route("a.example", "/x/y/z", 7),
                                route("*", "/", 1000)),
                        List.of(),
                        List.of(),
                        List.of());

        assertThat(matched(table.match("a.example", "/x/y"))).isEqualTo("a.example/x");
        assertThat(matched(table.match("a.example", "/x/y/z/1"))).isEqualTo("a.example/x/y/z");
        assertThat(matched(table.match("a.example", "/y"))).isEqualTo("*/");
    }

    @Test
    void aNameWithTlsOnlyIsKnownAndHasNoPath() {
        TlsName extra =
                new TlsName(HostPattern.parse("www.example.org"), TlsMode.DEFAULT, List.of());
        RouteTable table = new RouteTable(List.of(), List.of(extra), List.of(), List.of());

        assertThat(table.knowsHost("www.example.org")).isTrue();
        assertThat(table.match("www.example.org", "/")).isInstanceOf(Match.UnknownPath.class);
    }

    @Test
    void isEqualByContentWhateverTheOrderOfItsRoutes() {
        assertThat(table("a.example/", "b.example/")).isEqualTo(table("b.example/", "a.example/"));
        assertThat(table("a.example/")).hasSameHashCodeAs(table("a.example/"));
        assertThat(table("a.example/")).isNotEqualTo(table("a.example/x"));
        assertThat(table())
                .isNotEqualTo(
                        new RouteTable(
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(new Problem("a", "b", "c", "d", "e"))));
    }

    @Test
    void refusesTwoRoutesOfOnePlace() {
        assertThatIllegalArgumentException().isThrownBy(() -> table("a.example/", "a.example/"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void agreesWithAMatcherThatTriesEveryRoute(long seed) {
        Random random = new Random(seed);
        List<Route> routes = randomRoutes(random, 1 + random.nextInt(60));
        RouteTable table = new RouteTable(routes, List.of(), List.of(), List.of());
        for (int i = 0; i < 5_000; i++) {
            String host = randomHost(random);
            String path = randomPath(random);
            assertThat(matched(table.match(host, path)))
                    .as("seed %d, %s%s among %s", seed, host, path, routes)
                    .isEqualTo(tryEveryRoute(routes, host, path));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void knowsTheHostsOfItsRoutesAndOfItsNames(long seed) {
        Random random = new Random(seed);
        List<Route> routes = randomRoutes(random, random.nextInt(8));
        Set<HostPattern> names = new HashSet<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            names.add(
                    HostPattern.parse(
                            random.nextBoolean() ? randomHost(random) : "*." + randomHost(random)));
        }
        RouteTable table =
                new RouteTable(
                        routes,
                        names.stream()
                                .map(name -> new TlsName(name, TlsMode.DEFAULT, List.of()))
                                .toList(),
                        List.of(),
                        List.of());
        for (int i = 0; i < 200; i++) {
            String host = randomHost(random);
            boolean isName = names.stream().anyMatch(name -> hostRank(name, host) > 0);
            boolean isRouted = routes.stream().anyMatch(it -> hostRank(it.host(), host) > 0);
            boolean isAny = routes.stream().anyMatch(it -> it.host().text().equals("*"));
            assertThat(table.knowsHost(host))
                    .as("seed %d, %s among %s and %s", seed, host, routes, names)
                    .isEqualTo(isRouted || isName);
            assertThat(table.hasTls(host))
                    .as("seed %d, %s among %s and %s", seed, host, routes, names)
                    .isEqualTo(isAny || isName);
        }
    }

    @Test
    void matchesRangesInsideLargerBuffers() {
        RouteTable table = table("blog.example/api", "*.wild.example/");
        byte[] bytes = "xxblog.exampleyy/api/1zza.wild.example".getBytes(StandardCharsets.US_ASCII);

        assertThat(matched(table.match(bytes, 2, 14, bytes, 16, 22))).isEqualTo("blog.example/api");
        assertThat(matched(table.match(bytes, 24, 38, bytes, 16, 17))).isEqualTo("*.wild.example/");
        assertThat(table.knowsHost(bytes, 2, 14)).isTrue();
        assertThat(table.knowsHost(bytes, 2, 13)).isFalse();
    }

    @Test
    void allocatesNothingWhileMatching() {
        RouteTable table = table("blog.example/", "blog.example/api", "*.wild.example/", "*/x");
        byte[] exact = "blog.example".getBytes(StandardCharsets.US_ASCII);
        byte[] wild = "a.wild.example".getBytes(StandardCharsets.US_ASCII);
        byte[] path = "/api/v1/things".getBytes(StandardCharsets.US_ASCII);
        int warmUp = countMatches(table, exact, wild, path, 20_000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        int matches = countMatches(table, exact, wild, path, 20_000);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(matches).isEqualTo(warmUp);
        // 40,000 matches; what is left is the measurement's own.
        assertThat(allocated).isLessThan(4096);
    }

    @Test
    void buildsAHundredThousandHostsInNoTime() {
        List<Route> routes = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            routes.add(route("host-" + i + ".example.org", "/", 0));
        }
        long start = System.nanoTime();
        RouteTable table = new RouteTable(routes, List.of(), List.of(), List.of());
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(matched(table.match("host-99999.example.org", "/x")))
                .isEqualTo("host-99999.example.org/");
        assertThat(table.knowsHost("host-100000.example.org")).isFalse();
        assertThat(took).isLessThan(Duration.ofSeconds(5)); // 0.1 to 0.3 s on a quiet machine
    }

    @Test
    void tellsWhatBecameDifferent() {
        RouteTable before = table("a.example/", "b.example/");
        RouteTable after =
                new RouteTable(
                        List.of(
                                route("a.example", "/", 3),
                                withEndpoint(route("c.example", "/", 0))),
                        List.of(),
                        List.of(),
                        List.of(new Problem("s", "l", "v", "m", "f")));

        assertThat(TableDifference.between(before, after).summary())
                .isEqualTo(
                        "1 routes added: c.example/; 1 routes removed: b.example/; "
                                + "1 routes changed: a.example/; "
                                + "1 endpoints added: web 10.0.0.7:80; 1 new problems");
        assertThat(TableDifference.between(before, before).summary()).isEqualTo("no route changed");
    }

    private static int countMatches(
            RouteTable table, byte[] exact, byte[] wild, byte[] path, int rounds) {
        int matches = 0;
        for (int i = 0; i < rounds; i++) {
            matches += isMatched(table.match(exact, 0, exact.length, path, 0, path.length));
            matches += isMatched(table.match(wild, 0, wild.length, path, 0, path.length));
        }
        return matches;
    }

    private static int isMatched(Match match) {
        return match instanceof Match.Matched ? 1 : 0;
    }

    private static List<Route> randomRoutes(Random random, int count) {
        List<Route> routes = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < count; i++) {
            String host = random.nextInt(4) == 0 ? randomPattern(random) : randomHost(random);
            Route route = route(host, randomPath(random), random.nextInt(3) - 1);
            if (keys.add(route.key())) {
                routes.add(route);
            }
        }
        return routes;
    }

    private static String randomPattern(Random random) {
        return random.nextBoolean() ? "*" : "*." + randomHost(random);
    }

    private static String randomHost(Random random) {
        StringBuilder host = new StringBuilder("a");
        for (int labels = random.nextInt(3); labels > 0; labels--) {
            host.insert(0, (char) ('a' + random.nextInt(2)) + ".");
        }
        return host.toString();
    }

    private static String randomPath(Random random) {
        String characters = "ab-~!";
        StringBuilder path = new StringBuilder();
        for (int segments = random.nextInt(4); segments > 0; segments--) {
            path.append('/');
            for (int chars = 1 + random.nextInt(2); chars > 0; chars--) {
                path.append(characters.charAt(random.nextInt(characters.length())));
            }
        }
        return path.isEmpty() ? "/" : path.toString();
    }

    private static String tryEveryRoute(List<Route> routes, String host, String path) {
        Comparator<Route> best =
                Comparator.<Route>comparingInt(r -> hostRank(r.host(), host))
                        .thenComparingInt(Route::priority)
                        .thenComparingInt(r -> r.context().value().length());
        return routes.stream()
                .filter(r -> hostRank(r.host(), host) > 0 && r.context().matches(path))
                .max(best)
                .map(Route::key)
                .orElseGet(() ->
                        routes.stream().anyMatch(r -> hostRank(r.host(), host) > 0)
                                ? "unknown path"
                                : "unknown host");
    }

    private static int hostRank(HostPattern pattern, String host) {
        return switch (pattern) {
            case HostPattern.Exact(Hostname name) -> name.ascii().equals(host) ? 3 : 0;
            case HostPattern.Wildcard(Hostname parent) ->
                    host.indexOf('.') > 0
                                    && host.substring(host.indexOf('.') + 1).equals(parent.ascii())
                            ? 2
                            : 0;
            case HostPattern.Any _ -> 1;
        };
    }

    private static String matched(Match match) {
        return switch (match) {
            case Match.Matched(Route route) -> route.key();
            case Match.UnknownHost _ -> "unknown host";
            case Match.UnknownPath _ -> "unknown path";
        };
    }

    private static RouteTable table(String... places) {
        List<Route> routes = new ArrayList<>();
        for (String place : places) {
            int slash = place.indexOf('/');
            routes.add(route(place.substring(0, slash), place.substring(slash), 0));
        }
        return new RouteTable(routes, List.of(), List.of(), List.of());
    }

    private static Route route(String host, String context, int priority) {
        return new Route(
                "web",
                HostPattern.parse(host),
                new PathPrefix(context),
                null,
                priority,
                new Upstream("web", List.of(), "there is no task"),
                RouteOptions.DEFAULTS);
    }

    private static Route withEndpoint(Route route) {
        Endpoint endpoint = Endpoint.of("web", "t1", "node", "10.0.0.7", 80);
        return new Route(
                route.name(),
                route.host(),
                route.context(),
                null,
                0,
                new Upstream("web", List.of(endpoint), ""),
                route.options());
    }
}
