package dev.waggle.proxy.real.programs;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A service of the stack file.
 *
 * @param endpoints of its tasks, {@code 127.0.0.1:8080}
 * @param labels as they stand in a stack file
 */
record Service(String name, List<String> endpoints, Map<String, String> labels) {
    Service {
        endpoints = List.copyOf(endpoints);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    /** One that is exposed as {@code NAME.example.test}. */
    static Service exposed(String name, int port) {
        return new Service(name, List.of("127.0.0.1:" + port), Map.of())
                .with("routing-host", name + ".example.test")
                .with("routing-port", Integer.toString(port));
    }

    Service with(String label, String value) {
        Map<String, String> more = new LinkedHashMap<>(labels);
        more.put(label, value);
        return new Service(name, endpoints, more);
    }

    static String stackFile(List<Service> services) {
        StringBuilder text = new StringBuilder("services:\n");
        for (Service service : services) {
            text.append("  ").append(service.name).append(":\n    deploy:\n      labels:\n");
            service.labels.forEach((label, value) ->
                    text.append("        ")
                            .append(label)
                            .append(": '")
                            .append(value)
                            .append("'\n"));
        }
        text.append("x-waggle:\n  endpoints:\n");
        for (Service service : services) {
            text.append("    ").append(service.name).append(": ['");
            text.append(String.join("', '", service.endpoints)).append("']\n");
        }
        return text.toString();
    }
}
