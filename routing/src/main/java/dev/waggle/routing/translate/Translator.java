package dev.waggle.routing.translate;

import dev.waggle.routing.Problem;
import dev.waggle.routing.PrometheusTarget;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteTable;
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
    private final LabelDecoder decoder;
    private final RouteMerger routes = new RouteMerger();
    private final TlsNames tlsNames = new TlsNames();
    private final List<PrometheusTarget> prometheusTargets = new ArrayList<>();
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final String node;

    private Translator(TranslatorSettings settings, String node) {
        this.settings = settings;
        this.node = node;
        this.decoder = new LabelDecoder(settings.authFolders(), settings.defaults());
    }

    /**
     * The table of all services that the sources know.
     *
     * @param states the last complete state of each source
     * @param settings what else is needed
     */
    public static RouteTable translate(List<SourceState> states, TranslatorSettings settings) {
        Translator translator =
                new Translator(settings, OwnNode.in(states, settings.ownAddresses()));
        states.stream()
                .flatMap(state -> state.services().stream())
                .sorted(OLDEST_FIRST)
                .forEach(translator::add);
        return translator.table();
    }

    private void add(ServiceState service) {
        MisplacedLabels.of(service).ifPresent(problems::add);
        ServiceLabels labels = decoder.decode(service.name(), service.labels());
        problems.addAll(labels.problems());
        labels.routes().forEach(route -> addRoute(service, route));
        for (ExtraHost extra : labels.extraHosts()) {
            tlsNames.add(service.name(), extra.name(), extra.tls(), extra.certNames());
        }
        labels.prometheus().ifPresent(scrape -> addTargets(service, scrape));
    }

    private void addRoute(ServiceState service, RouteLabels labels) {
        PickedEndpoints endpoints = EndpointPicker.pick(service, labels, settings.ownAddresses());
        problems.addAll(endpoints.problems());
        if (node.isEmpty() && labels.options().endpoints().affinity().preferLocal()) {
            problems.add(OwnNode.unknown(service, labels));
        }
        routes.add(new Contribution(service, labels, endpoints));
        labels.hosts()
                .forEach(host ->
                        tlsNames.add(
                                service.name(),
                                host,
                                labels.options().tls(),
                                labels.options().certNames()));
    }

    private void addTargets(ServiceState service, Scrape scrape) {
        for (TaskState task : service.tasks()) {
            if (task.running()) {
                prometheusTargets.add(target(service, scrape, task));
            }
        }
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
                merged, tlsNames.names(), prometheusTargets, List.copyOf(problems), node);
    }
}
