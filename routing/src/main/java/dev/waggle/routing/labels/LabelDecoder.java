package dev.waggle.routing.labels;

import dev.waggle.routing.Malformed;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.labels.ServiceLabels.ExtraHost;
import dev.waggle.routing.labels.ServiceLabels.Scrape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the labels of a service. They are input from many hands: everything is bounded, nothing
 * throws, and what cannot be read removes the smallest thing and becomes a problem.
 *
 * <p>An option that cannot be read keeps its default. Where that would open what should be closed,
 * the route is closed (auth) or left out (contexts).
 */
public final class LabelDecoder {
    private static final int MAX_JOB_CHARS = 128;

    private final AuthFolders authFolders;
    private final RouteOptions defaults;

    /**
     * @param authFolders where password files may lie
     * @param defaults what holds where no label says otherwise
     */
    public LabelDecoder(AuthFolders authFolders, RouteOptions defaults) {
        this.authFolders = authFolders;
        this.defaults = defaults;
    }

    /** Whether a label is, or was meant to be, one of this language. */
    public static boolean isRoutingLabel(String key) {
        return LabelSorter.isOurs(key);
    }

    /**
     * The labels of one service.
     *
     * @param service the full name
     * @param labels all its labels; those of other languages are ignored
     */
    public ServiceLabels decode(String service, Map<String, String> labels) {
        ProblemList problems = new ProblemList(service);
        LabelSorter sorter = new LabelSorter(problems);
        sorter.sort(labels);
        List<RouteLabels> routes = new ArrayList<>();
        List<ExtraHost> extraHosts = new ArrayList<>();
        for (RouteEntries entries : sorter.routes()) {
            RouteDecoder.Decoded decoded =
                    new RouteDecoder(service, entries, authFolders, defaults, problems).decode();
            decoded.route().ifPresent(routes::add);
            extraHosts.addAll(decoded.extraHosts());
        }
        Optional<Scrape> prometheus = prometheus(sorter, problems);
        return new ServiceLabels(routes, extraHosts, prometheus, problems.toList());
    }

    private static Optional<Scrape> prometheus(LabelSorter sorter, ProblemList problems) {
        Optional<Label> job = sorter.ofService(LabelKey.PROMETHEUS_JOB);
        Optional<Label> port = sorter.ofService(LabelKey.PROMETHEUS_PORT);
        if (job.isPresent() != port.isPresent()) {
            Label lonely = job.or(() -> port).orElseThrow();
            String missing = job.isPresent() ? "prometheus-port" : "prometheus-job";
            problems.add(
                    lonely.key(),
                    lonely.value(),
                    "a Prometheus target needs a job and a port",
                    "add the label " + missing);
        }
        Optional<String> name =
                job.flatMap(l -> read(l, text -> Values.line(text, MAX_JOB_CHARS), problems));
        Optional<Integer> number = port.flatMap(l -> read(l, Values::port, problems));
        return name.flatMap(j -> number.map(p -> new Scrape(j, p)));
    }

    static <T> Optional<T> read(Label label, Function<String, T> parser, ProblemList problems) {
        try {
            return Optional.of(parser.apply(label.text()));
        } catch (Malformed e) {
            problems.add(label, e);
            return Optional.empty();
        }
    }
}
