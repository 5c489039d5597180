package dev.waggle.proxy.real.programs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.waggle.proxy.real.Command;
import dev.waggle.proxy.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Autobahn's fuzzing client asks a WebSocket server once directly and once through Waggle: frames
 * are the two ends' own business, so the two must be the same, whatever is right.
 */
class AutobahnTest {
    /** Fragments, broken frames, and ends of connections: what a proxy can spoil. */
    private static final String FEW = "'1.1.*', '3.*', '5.1', '5.6', '5.19', '7.1.*', '7.9.1'";

    private static final int FEWEST_OF_FEW = 20;

    /** All but compression, which the server does not offer. */
    private static final String ALL =
            "'1.*', '2.*', '3.*', '4.*', '5.*', '6.*', '7.*', '9.*', '10.*'";

    private static final int FEWEST_OF_ALL = 290;

    private static final String CLIENT =
            """
            import sys
            sys.path.insert(0, sys.argv[1])
            sys.argv = ['wstest', '-m', 'fuzzingclient', '-s', sys.argv[2]]
            from autobahntestsuite import wstest
            wstest.run()
            """;

    @AutoClose private static final Lab LAB = new Lab();
    private static final int HTTP_PORT = FreePort.next();
    private static int taskPort;

    @BeforeAll
    static void start() {
        taskPort = LAB.python("echo_messages.py");
        LAB.serves(
                        Service.exposed("echo", taskPort)
                                .with("routing-host", "localhost")
                                .with("routing-tls", "off"))
                .configured("http-port", Integer.toString(HTTP_PORT))
                .startWaggle();
    }

    @Test
    @Tag("real")
    void whatAProxyCouldSpoilIsTheSameThroughWaggle(TestReporter reporter) {
        isTheSameThroughWaggle(reporter, FEW, FEWEST_OF_FEW, Duration.ofMinutes(5));
    }

    @Test
    @Tag("long")
    void everythingIsTheSameThroughWaggle(TestReporter reporter) {
        isTheSameThroughWaggle(reporter, ALL, FEWEST_OF_ALL, Duration.ofMinutes(40));
    }

    private static void isTheSameThroughWaggle(
            TestReporter reporter, String cases, int fewest, Duration within) {
        CompletableFuture<Map<String, String>> direct =
                CompletableFuture.supplyAsync(
                        () -> behaviour("direct", taskPort, cases, within),
                        Thread::startVirtualThread);
        Map<String, String> through = behaviour("through", HTTP_PORT, cases, within);
        Map<String, String> without = direct.join();
        assertThat(through).hasSizeGreaterThan(fewest).hasSameSizeAs(without);
        assertThat(through)
                .allSatisfy((number, outcome) -> {
                    String other = String.valueOf(without.get(number));
                    assertThat(outcome)
                            .as(number)
                            .matches(it -> it.equals(other) || isRace(it, other), other);
                });
        reporter.publishEntry("Autobahn", through.size() + " cases, all as without Waggle");
    }

    /** What each case came to, by its number. */
    private static Map<String, String> behaviour(
            String name, int port, String cases, Duration within) {
        Path client = LAB.file(name + ".py", CLIENT);
        Path folder = LAB.folder().resolve(name);
        String specification =
                """
                {'outdir': '%s', 'servers': [{'agent': 'it', 'url': 'ws://localhost:%d'}],
                 'cases': [%s], 'exclude-cases': [], 'exclude-agent-cases': {}}
                """
                        .formatted(folder, port, cases)
                        .replace('\'', '"');
        Command.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx400m",
                        "-cp",
                        Testers.jar("jython-standalone").toString(),
                        "org.python.util.jython",
                        client.toString(),
                        Testers.jar("autobahntestsuite-maven-plugin").toString(),
                        LAB.file(name + ".json", specification).toString())
                .within(within)
                .output();
        return read(folder.resolve("index.json"));
    }

    private static Map<String, String> read(Path index) {
        try {
            Map<String, String> found = new TreeMap<>();
            JsonNode cases = new ObjectMapper().readTree(index.toFile()).path("it");
            cases.properties().forEach(one -> found.put(one.getKey(), outcome(one.getValue())));
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String outcome(JsonNode one) {
        return "%s, then %s with %s"
                .formatted(
                        verdict(one),
                        one.path("behaviorClose").asText(),
                        one.path("remoteCloseCode").asText());
    }

    /**
     * Where a case ends while much is under way, such as 7.1.6, Autobahn gives no verdict: whether
     * the code of the end is still read is a race, directly too.
     */
    private static boolean isRace(String one, String other) {
        return Stream.of(one, other).allMatch(it -> it.startsWith("INFORMATIONAL"))
                && Stream.of(one, other).anyMatch(it -> it.endsWith(" with null"));
    }

    /**
     * Whether the echo of a good message is out before the end that a bad frame brings is a race
     * within the server, which Autobahn calls not strict; directly, too, it goes both ways.
     */
    private static String verdict(JsonNode one) {
        String behavior = one.path("behavior").asText();
        return behavior.equals("NON-STRICT") ? "OK" : behavior;
    }
}
