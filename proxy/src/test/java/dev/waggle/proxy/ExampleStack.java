package dev.waggle.proxy;

import java.util.Locale;
import java.util.Set;

/** The stack files in {@code examples}. */
public enum ExampleStack {
    WEB(
            "https://blog.example.org/",
            "https://api.example.org/",
            "https://api.example.org/shop/",
            "https://api.example.org/shop/search/"),
    MONITORING("https://grafana.example.org/"),
    REGISTRY("https://registry.example.org/"),
    WEBHOOKS("https://hooks.example.org/github/", "https://hooks.example.org/status/"),
    LOGGING("https://kibana.example.org/");

    private final Set<String> urls;

    ExampleStack(String... urls) {
        this.urls = Set.of(urls);
    }

    /** Its file, below the top folder of the project. */
    public Document file() {
        return Document.read("examples/" + name().toLowerCase(Locale.ROOT) + ".yml");
    }

    /** A URL for each of its routes: the host, and the context with a slash behind it. */
    public Set<String> urls() {
        return urls;
    }
}
