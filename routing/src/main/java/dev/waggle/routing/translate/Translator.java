package dev.waggle.routing.translate;

import dev.waggle.routing.HostPattern;
import dev.waggle.routing.Problem;
import dev.waggle.routing.PrometheusTarget;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.TlsMode;
import dev.waggle.routing.TlsName;
import dev.waggle.routing.labels.LabelDecoder;
import dev.waggle.routing.labels.RouteLabels;
import dev.waggle.routing.labels.ServiceLabels;
import dev.waggle.routing.labels.ServiceLabels.ExtraHost;
import dev.waggle.routing.labels.ServiceLabels.Scrape;
import dev.waggle.routing.source.ServiceState;
import dev.waggle.routing.source.SourceState;
import dev.waggle.routing.source.TaskState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes the route table of what the sources saw: pure, and never fails. What is wrong with one
 * service becomes a problem and touches no other.
 */
public final class Translator {
    private static final Comparator<ServiceState> OLDEST_FIRST =
            Comparator.comparing(ServiceState::createdAt).thenComparing(ServiceState::id);

    private final TranslatorSettings settings;
    private final ServiceMemory memory;
    private final LabelDecoder decoder;
    private final RouteMerger routes;
    private final TlsNames tlsNames;
    private final List<PrometheusTarget> prometheusTargets = new ArrayList<>();
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final String node;

    private Translator(TranslatorSettings settings, ServiceMemory memory, String node) {
        this.settings = settings;
        this.memory = memory;
        this.node = node;
        this.decoder = new LabelDecoder(settings.authFolders(), settings.defaults());
        this.routes = new RouteMerger(memory.size());
        this.tlsNames = new TlsNames(memory.size());
    }

    /**
     * The table of all services that the sources know.
     *
     * @param states the last complete state of each source
     * @param settings what else is needed
     */
    public static RouteTable translate(List<SourceState> states, TranslatorSettings settings) {
        return translate(states, settings, new ServiceMemory());
    }

    /**
     * The same, sooner, where most services are as they were the last time.
     *
     * @param memory what they meant then; afterwards what they mean now
     */
    public static RouteTable translate(
            List<SourceState> states, TranslatorSettings settings, ServiceMemory memory) {
        memory.begin(settings);
        Translator translator =
                new Translator(settings, memory, OwnNode.in(states, settings.ownAddresses()));
        states.stream()
                .flatMap(state -> state.services().stream())
                .sorted(OLDEST_FIRST)
                .forEach(translator::add);
        memory.end();
        return translator.table();
    }

    private void add(ServiceState service) {
        ReadService read = memory.of(service, this::read);
        for (Contribution contribution : read.contributions()) {
            routes.add(contribution);
            if (contribution.prefersLocal() && node.isEmpty()) {
                problems.add(OwnNode.unknown(contribution.service(), contribution.labels()));
            }
        }
        for (TlsNames.Wanted wanted : read.tlsNames()) {
            tlsNames.add(wanted);
        }
        prometheusTargets.addAll(read.targets());
        problems.addAll(read.problems());
    }

    private ReadService read(ServiceState service) {
        ServiceLabels labels = decoder.decode(service.name(), service.labels());
        List<Problem> found = new ArrayList<>();
        MisplacedLabels.of(service).ifPresent(found::add);
        found.addAll(labels.problems());
        List<Contribution> contributions = new ArrayList<>();
        List<TlsNames.Wanted> names = new ArrayList<>();
        for (RouteLabels route : labels.routes()) {
            Contribution contribution = contribution(service, route);
            contributions.add(contribution);
            found.addAll(contribution.endpoints().problems());
            TlsMode tls = route.options().tls();
            for (HostPattern host : route.hosts()) {
                if (tls != TlsMode.OFF && !(host instanceof HostPattern.Any)) {
                    TlsName name = new TlsName(host, tls, route.options().certNames());
                    names.add(TlsNames.wanted(service.name(), name, found));
                }
            }
        }
        for (ExtraHost extra : labels.extraHosts()) {
            TlsName name = new TlsName(extra.name(), extra.tls(), extra.certNames());
            names.add(TlsNames.wanted(service.name(), name, found));
        }
        List<PrometheusTarget> targets =
                labels.prometheus().map(scrape -> targets(service, scrape)).orElse(List.of());
        return new ReadService(contributions, names, targets, found);
    }

    private Contribution contribution(ServiceState service, RouteLabels labels) {
        return new Contribution(
                service, labels, EndpointPicker.pick(service, labels, settings.ownAddresses()));
    }

    private static List<PrometheusTarget> targets(ServiceState service, Scrape scrape) {
        return service.tasks().stream()
                .filter(TaskState::running)
                .map(task -> target(service, scrape, task))
                .toList();
    }

    private static PrometheusTarget target(ServiceState service, Scrape scrape, TaskState task) {
        List<PrometheusTarget.Address> addresses =
                task.addresses().stream()
                        // A target's port is the task's own, wherever it is asked for.
                        .filter(address -> !address.isPublished())
                        .map(address ->
                                new PrometheusTarget.Address(
                                        address.network(), address.host(), address.reachable()))
                        .toList();
        return new PrometheusTarget(
                scrape.job(), scrape.port(), service.name(), task.id(), task.node(), addresses);
    }

    private RouteTable table() {
        List<Route> merged = routes.routes();
        problems.addAll(routes.conflicts());
        problems.addAll(tlsNames.conflicts());
        return new RouteTable(
                memory.sortRoutes(merged),
                memory.sortNames(tlsNames.names()),
                prometheusTargets,
                List.copyOf(problems),
                node);
    }
}
