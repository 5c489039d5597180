package dev.waggle.acme.manage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waggle.acme.life.OrderProblem;
import dev.waggle.acme.manage.Memory.Failure;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** A {@link Memory} as JSON text, which an operator can read. */
final class MemoryText {

    private static final ObjectMapper JSON = new ObjectMapper();

    private MemoryText() {}

    static String write(Memory memory) {
        ObjectNode node = JSON.createObjectNode();
        node.put("attempts", memory.attempts());
        memory.failure().ifPresent(failure -> put(node.putObject("failure"), failure));
        memory.unwantedSince().ifPresent(at -> node.put("unwantedSince", at.toString()));
        memory.issuedAt().ifPresent(at -> node.put("issuedAt", at.toString()));
        memory.window()
                .ifPresent(window ->
                        node.putObject("window")
                                .put("fingerprint", window.fingerprint())
                                .put("start", window.start().toString())
                                .put("end", window.end().toString()));
        memory.askAt().ifPresent(at -> node.put("askAt", at.toString()));
        node.put("warnedOf", memory.warnedOf());
        return node.toPrettyString() + "\n";
    }

    private static void put(ObjectNode node, Failure failure) {
        node.put("kind", failure.problem().kind().name())
                .put("directory", failure.problem().directory())
                .put("message", failure.problem().message())
                .put("fix", failure.problem().fix())
                .put("at", failure.at().toString())
                .put("retryAt", failure.retryAt().toString());
    }

    /**
     * @throws IllegalArgumentException when the text is not one that {@link #write} has made
     */
    static Memory read(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return new Memory(
                    Math.max(0, node.path("attempts").asInt(0)),
                    object(node, "failure").map(MemoryText::failure),
                    instant(node, "unwantedSince"),
                    instant(node, "issuedAt"),
                    object(node, "window").map(MemoryText::window),
                    instant(node, "askAt"),
                    node.path("warnedOf").asText(""));
        } catch (JsonProcessingException | DateTimeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Failure failure(JsonNode node) {
        return new Failure(
                new OrderProblem(
                        OrderProblem.Kind.valueOf(node.path("kind").asText("")),
                        node.path("directory").asText(""),
                        node.path("message").asText(""),
                        node.path("fix").asText("")),
                Instant.parse(node.path("at").asText("")),
                Instant.parse(node.path("retryAt").asText("")));
    }

    private static Window window(JsonNode node) {
        return new Window(
                node.path("fingerprint").asText(""),
                Instant.parse(node.path("start").asText("")),
                Instant.parse(node.path("end").asText("")));
    }

    private static Optional<JsonNode> object(JsonNode node, String name) {
        return Optional.of(node.path(name)).filter(JsonNode::isObject);
    }

    private static Optional<Instant> instant(JsonNode node, String name) {
        return Optional.of(node.path(name))
                .filter(JsonNode::isTextual)
                .map(v -> Instant.parse(v.asText()));
    }
}
