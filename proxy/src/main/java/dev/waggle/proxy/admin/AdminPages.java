package dev.waggle.proxy.admin;

import dev.waggle.proxy.observe.Metrics;
import dev.waggle.proxy.observe.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The pages of the admin listener, by path. Suppliers are asked on the listener's own thread for
 * each request, and must not block.
 */
public final class AdminPages {
    private final Map<String, Function<Question, Answer>> byPath = new LinkedHashMap<>();

    /** With the page that says that the process answers. */
    public AdminPages() {
        byPath.put("/health/live", _ -> Answer.json(200, Map.of("live", true)));
    }

    /**
     * Adds readiness: 200, or 503 with the reasons.
     *
     * @param reasons why it is not ready, short; none when it is
     */
    public AdminPages ready(Supplier<List<String>> reasons) {
        byPath.put("/health/ready", _ -> readiness(reasons.get(), List.of()));
        return this;
    }

    /**
     * The same, with what is not as it should be although it serves.
     *
     * @param warnings short; none when all is well
     */
    public AdminPages ready(Supplier<List<String>> reasons, Supplier<List<String>> warnings) {
        byPath.put("/health/ready", _ -> readiness(reasons.get(), warnings.get()));
        return this;
    }

    public AdminPages metrics(Metrics metrics) {
        byPath.put("/metrics", _ -> Answer.text(200, Metrics.CONTENT_TYPE, metrics.scrape()));
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
        return json(path, _ -> value.get());
    }

    /** The same for a page that depends on who asks, and what for. */
    public AdminPages json(String path, Function<Question, ?> value) {
        byPath.put(path, question -> Answer.json(200, value.apply(question)));
        return this;
    }

    Answer answer(String path, Question question) {
        Function<Question, Answer> page = byPath.get(path);
        return page == null
                ? Answer.json(404, Map.of("error", "not found", "paths", byPath.keySet()))
                : page.apply(question);
    }

    private static Answer readiness(List<String> reasons, List<String> warnings) {
        return Answer.json(
                reasons.isEmpty() ? 200 : 503,
                Map.of("ready", reasons.isEmpty(), "reasons", reasons, "warnings", warnings));
    }
}
