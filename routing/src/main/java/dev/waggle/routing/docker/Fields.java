package dev.waggle.routing.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** Fields of the Engine's JSON. What it leaves out when it is empty reads as empty. */
public final class Fields {
    private Fields() {}

    /** A field without which the element says nothing. */
    public static String required(JsonNode element, String name) throws DockerUnavailable {
        String value = element.path(name).asText("");
        if (value.isEmpty()) {
            throw new DockerUnavailable("an element without " + name);
        }
        return value;
    }

    public static String text(JsonNode element) {
        return element.asText("");
    }

    public static Map<String, String> labels(JsonNode object) {
        Map<String, String> labels = new LinkedHashMap<>();
        object.properties().forEach(label -> labels.put(label.getKey(), text(label.getValue())));
        return labels;
    }
}
