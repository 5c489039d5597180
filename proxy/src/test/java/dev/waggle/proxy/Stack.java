package dev.waggle.proxy;

import java.util.ArrayList;
import java.util.List;

/** The text of a stack file. */
final class Stack {
    private record Service(String name, String endpoints, List<String> labels) {}

    private final List<Service> services = new ArrayList<>();

    /**
     * @param endpoints by comma, {@code 127.0.0.1:8080}
     * @param labels key and value in turn, without {@code routing-}
     */
    Stack service(String name, String endpoints, String... labels) {
        List<String> lines = new ArrayList<>();
        lines.add("routing-port: \"80\"");
        for (int i = 0; i < labels.length; i += 2) {
            lines.add("routing-" + labels[i] + ": \"" + labels[i + 1] + "\"");
        }
        services.add(new Service(name, endpoints, lines));
        return this;
    }

    /** A service whose tasks are this one. */
    Stack service(String name, TestTask task, String... labels) {
        return service(name, task.authority(), labels);
    }

    String yaml() {
        StringBuilder text = new StringBuilder("services:\n");
        for (Service service : services) {
            text.append("  ").append(service.name()).append(":\n    image: x\n");
            text.append("    deploy:\n      labels:\n");
            service.labels().forEach(label -> text.append("        ").append(label).append('\n'));
        }
        text.append("x-waggle:\n  endpoints:\n");
        for (Service service : services) {
            text.append("    ").append(service.name()).append(": [");
            text.append(quoted(service.endpoints())).append("]\n");
        }
        return text.toString();
    }

    private static String quoted(String endpoints) {
        return endpoints.isEmpty() ? "" : "\"" + endpoints.replace(",", "\", \"") + "\"";
    }
}
