package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.waggle.proxy.ExampleStack;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each example, deployed. Its programs are not here: recorders stand in for them, with the labels
 * and networks of the example, but without the options, files and volumes of the real programs, and
 * without TLS of their own.
 */
@OnSwarm
class ExamplesOnSwarmTest {
    private static final Duration START_TIME = Duration.ofSeconds(60);
    private static final String RECORDER_PORT = "8080";
    private static final List<String> OF_THE_REAL_PROGRAM =
            List.of("command", "environment", "configs", "secrets", "volumes", "ports");
    private static final List<String> DECLARATIONS = List.of("configs", "secrets", "volumes");

    private final SwarmCluster swarm;
    private final DeployedEdge edge;
    private String name = "";

    ExamplesOnSwarmTest(SwarmCluster swarm, DeployedEdge edge) {
        this.swarm = swarm;
        this.edge = edge;
    }

    @ParameterizedTest
    @EnumSource
    void answersOnEveryRoute(ExampleStack example) throws JsonProcessingException {
        JsonNode stack = withStandIns(example);
        // None has a host of another: nothing of the one before has to be gone.
        name = "example-" + example.name().toLowerCase(Locale.ROOT);
        swarm.deploy(name, stack.toString());
        awaitRoutes(example);

        for (String url : example.urls()) {
            edge.awaitStatus(withPassword(url, example), 200);
        }
        stack.path("services")
                .fieldNames()
                .forEachRemaining(
                        service -> assertThat(edge.problems(name + "_" + service)).isEmpty());
    }

    /** Until then a shorter context, or nobody, answers for a longer one. */
    private void awaitRoutes(ExampleStack example) {
        Eventually.holds(
                "each route of " + example + " has a task",
                START_TIME,
                () -> example.urls().stream().allMatch(this::hasTask),
                () -> edge.admin("/api/routes"));
    }

    private boolean hasTask(String url) {
        URI uri = URI.create(url);
        return edge.routes(uri.getHost()).stream()
                .filter(route -> uri.getPath().equals(withSlash(route.path("context").asText())))
                .anyMatch(route -> !route.path("endpoints").isEmpty());
    }

    private static String withSlash(String context) {
        return context.endsWith("/") ? context : context + "/";
    }

    /** JSON, which is YAML too. */
    private JsonNode withStandIns(ExampleStack example) throws JsonProcessingException {
        ObjectNode stack = (ObjectNode) new YAMLMapper().readTree(example.file().text());
        stack.remove(DECLARATIONS);
        stack.path("services").forEach(service -> standIn((ObjectNode) service));
        return stack;
    }

    private void standIn(ObjectNode service) {
        service.remove(OF_THE_REAL_PROGRAM);
        service.put("image", swarm.images().recorder());
        service.put("stop_grace_period", "0s");
        if (service.path("deploy").path("labels") instanceof ObjectNode labels) {
            replace(labels, "routing-port", RECORDER_PORT);
            replace(labels, "routing-on-https", "false");
            // The one password file that the edge of the tests has.
            replace(labels, "routing-auth", "/run/secrets/htpasswd");
        }
    }

    private static void replace(ObjectNode labels, String label, String value) {
        if (labels.has(label)) {
            labels.put(label, value);
        }
    }

    /** curl takes a user from the URL; the space in the password is written as it must be there. */
    private static String withPassword(String url, ExampleStack example) {
        return example == ExampleStack.LOGGING
                ? url.replace("https://", "https://" + DeployedEdge.USER.replace(" ", "%20") + "@")
                : url;
    }

    @AfterEach
    void dismiss() {
        swarm.dismiss(name);
    }
}
