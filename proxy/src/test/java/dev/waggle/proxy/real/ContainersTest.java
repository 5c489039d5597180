package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Containers of an engine without a Swarm, started by Docker Compose and by {@code docker run}. */
@OnEngine
class ContainersTest {
    private static final String[] PAGE_OF_ITS_NAME = {
        "/bin/busybox", "httpd", "-f", "-p", "8080", "-h", "/etc"
    };
    private static final Duration UPDATE_TIME = Duration.ofSeconds(20);

    private final PlainEngine engine;
    private final ComposedEdge edge;
    private final List<String> started = new ArrayList<>();

    ContainersTest(PlainEngine engine, ComposedEdge edge) {
        this.engine = engine;
        this.edge = edge;
    }

    @AfterEach
    void remove() {
        for (String container : started) {
            engine.dockerCommand("rm", "--force", container).run();
        }
    }

    /** Starts a container that serves its own name, {@code NAME.example.test/hostname}. */
    private void run(String name, String network, String... options) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "run",
                                "--detach",
                                "--name=" + name,
                                "--hostname=" + name,
                                "--network=" + network,
                                "--label=routing-host=" + name + ".example.test",
                                "--label=routing-port=8080"));
        words.addAll(List.of(options));
        words.add(engine.images().busybox());
        words.addAll(List.of(PAGE_OF_ITS_NAME));
        started.add(name);
        engine.docker(words.toArray(String[]::new));
    }

    private static String page(String name) {
        return "https://" + name + ".example.test/hostname";
    }

    private void awaitServed(String name) {
        edge.awaitStatus(page(name), 200);
        assertThat(edge.ask(page(name)).body()).isEqualTo(name + "\n");
    }

    @Test
    void theComposeFileOfTheReadmeServesItsExample() {
        edge.awaitStatus("https://blog.example.org/", 200);
        assertThat(edge.received("https://blog.example.org/x").line())
                .isEqualTo("GET /x?echo HTTP/1.1");
    }

    @Test
    void containersOfAComposeServiceAreItsTasks() {
        edge.compose("up", "--detach", "--no-recreate", "--scale", "blog=2");
        edge.awaitEndpoints("blog.example.org", 2);
        edge.compose("up", "--detach", "--no-recreate", "--scale", "blog=1");
        edge.awaitEndpoints("blog.example.org", 1);
        assertThat(edge.ask("https://blog.example.org/").status()).isEqualTo(200);
    }

    @Test
    void aStoppedServiceOfComposeKeepsItsRouteAndAnotherContainerDoesNot() {
        run("gone", ComposedEdge.NETWORK);
        awaitServed("gone");
        edge.compose("stop", "--timeout=1", "blog");
        engine.docker("kill", "gone");
        edge.awaitStatus("https://blog.example.org/", 503);
        edge.awaitStatus("http://gone.example.test/", 404);
        edge.compose("start", "blog");
        engine.docker("start", "gone");
        edge.awaitStatus("https://blog.example.org/", 200);
        awaitServed("gone");
    }

    @Test
    void aContainerThatIsToldToStopGetsNoNewRequestsWhileItStillRuns() throws IOException {
        run(
                "one",
                ComposedEdge.NETWORK,
                "--label=routing.both.host=both.example.test",
                "--label=routing.both.port=8080");
        run(
                "two",
                ComposedEdge.NETWORK,
                "--label=routing.both.host=both.example.test",
                "--label=routing.both.port=8080");
        edge.awaitEndpoints("both.example.test", 2);
        assertThat(namesThatAnswer("both")).containsExactlyInAnyOrder("one", "two");
        // The first process of a container ignores a signal that it does not handle.
        Process stop = new ProcessBuilder(stop("one").words()).start();
        try {
            Eventually.holds(
                    "only the other one is asked",
                    UPDATE_TIME,
                    () -> namesThatAnswer("both").equals(Set.of("two")),
                    edge::logs);
            assertThat(engine.docker("inspect", "--format={{.State.Running}}", "one"))
                    .isEqualTo("true");
        } finally {
            stop.destroy();
        }
    }

    private Command stop(String container) {
        return engine.dockerCommand("stop", "--time=60", container);
    }

    private Set<String> namesThatAnswer(String host) {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < 6; i++) {
            names.add(edge.ask(page(host)).body().strip());
        }
        return names;
    }

    @Test
    void onlyAHealthyContainerIsAsked() {
        run(
                "patient",
                ComposedEdge.NETWORK,
                "--health-cmd=/bin/busybox test -e /tmp/well",
                "--health-interval=500ms",
                "--health-retries=1",
                "--health-start-period=60s");
        edge.awaitStatus(page("patient"), 503);
        engine.docker("exec", "patient", "/bin/busybox", "touch", "/tmp/well");
        awaitServed("patient");
        engine.docker("exec", "patient", "/bin/busybox", "rm", "/tmp/well");
        edge.awaitStatus(page("patient"), 503);
    }

    @Test
    void aPausedContainerIsNotAsked() {
        run("sleeper", ComposedEdge.NETWORK);
        awaitServed("sleeper");
        engine.docker("pause", "sleeper");
        // Its kernel still takes connections, and a request would wait for its answer.
        edge.awaitEndpoints("sleeper.example.test", 0);
        edge.awaitStatus(page("sleeper"), 503);
        engine.docker("unpause", "sleeper");
        awaitServed("sleeper");
    }

    @Test
    void aContainerIsAskedOnTheNetworkThatItSharesWithTheEdge() {
        engine.docker("network", "create", "apart");
        engine.docker(
                "create",
                "--name=shared",
                "--hostname=shared",
                "--network=apart",
                "--label=routing-host=shared.example.test",
                "--label=routing-port=8080",
                engine.images().busybox(),
                "/bin/busybox",
                "httpd",
                "-f",
                "-p",
                "8080",
                "-h",
                "/etc");
        started.add("shared");
        engine.docker("start", "shared");
        edge.awaitProblem("shared", ".*network.*");
        engine.docker("network", "connect", ComposedEdge.NETWORK, "shared");
        awaitServed("shared");
        assertThat(addresses("shared"))
                .containsExactly(edge.addressOf("shared", ComposedEdge.NETWORK) + ":8080");

        run("chosen", "apart", "--label=routing-network=apart");
        edge.awaitProblem("chosen", ".*network.*");
        engine.docker("network", "connect", ComposedEdge.NETWORK, "chosen");
        engine.docker("network", "connect", "apart", ComposedEdge.CONTAINER);
        awaitServed("chosen");
        assertThat(addresses("chosen"))
                .containsExactly(edge.addressOf("chosen", "apart") + ":8080");
        engine.docker("network", "disconnect", "apart", ComposedEdge.CONTAINER);
        edge.awaitProblem("chosen", ".*network.*");
    }

    private List<String> addresses(String name) {
        return edge.routes(name + ".example.test").stream()
                .flatMap(route -> route.path("endpoints").valueStream())
                .map(endpoint -> endpoint.path("address").asText())
                .toList();
    }

    @Test
    void aPublishedPortServesWhereNoNetworkIsShared() {
        engine.docker("network", "create", "island");
        run("published", "island", "--publish=18080:8080");
        awaitServed("published");
        assertThat(addresses("published")).singleElement().asString().endsWith(":18080");

        run("closed", "island", "--publish=127.0.0.1:18081:8080");
        edge.awaitProblem("closed", ".*network.*");
    }

    @Test
    void compressesInEveryCodingAlthoughNothingInTmpCanBeExecuted() {
        String page = "https://hive.example.test/page.html";
        run("hive", ComposedEdge.NETWORK);
        awaitServed("hive");
        Path file = engine.file("page.html", "<p>bees</p>".repeat(1000));
        engine.docker("cp", file.toString(), "hive:/etc/page.html");
        for (String coding : List.of("zstd", "br", "gzip")) {
            Answer answer = edge.ask(page, "--header", "Accept-Encoding: " + coding);
            assertThat(answer.first("content-encoding")).isEqualTo(coding);
        }
    }
}
