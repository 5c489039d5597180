package dev.waggle.proxy.admin;

import dev.waggle.proxy.observe.Metrics;
import dev.waggle.proxy.observe.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The pages of the admin listener, by path. Suppliers are asked on the listener's own thread for
 * each request, and must not block.
 */
public final class AdminPages {
    private final Map<String, Supplier<Answer>> byPath = new LinkedHashMap<>();

    /** With the page that says that the process answers. */
    public AdminPages() {
        byPath.put("/health/live", () -> Answer.json(200, Map.of("live", true)));
    }

    /**
     * Adds readiness: 200, or 503 with the reasons.
     *
     * @param reasons why it is not ready, short; none when it is
     */
    public AdminPages ready(Supplier<List<String>> reasons) {
        byPath.put("/health/ready", () -> readiness(reasons.get()));
        return this;
    }

    public AdminPages metrics(Metrics metrics) {
        byPath.put("/metrics", () -> Answer.text(200, Metrics.CONTENT_TYPE, metrics.scrape()));
        return this;
    }

    public AdminPages routes(Supplier<List<RouteView>> routes) {
        return json("/api/routes", routes);
    }

    public AdminPages problems(Problems problems) {
        return json("/api/problems", () -> problems.all().stream().map(ProblemView::of).toList());
    }

    public AdminPages certificates(Supplier<List<CertificateView>> certificates) {
        return json("/api/certificates", certificates);
    }

    /** Adds any page that is a value written as JSON. */
    public AdminPages json(String path, Supplier<?> value) {
        byPath.put(path, () -> Answer.json(200, value.get()));
        return this;
    }

    Answer answer(String path) {
        Supplier<Answer> page = byPath.get(path);
        return page == null
                ? Answer.json(404, Map.of("error", "not found", "paths", byPath.keySet()))
                : page.get();
    }

    private static Answer readiness(List<String> reasons) {
        return Answer.json(
                reasons.isEmpty() ? 200 : 503,
                Map.of("ready", reasons.isEmpty(), "reasons", reasons));
    }
}
