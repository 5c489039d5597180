package dev.waggle.routing.translate;

import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Problem;
import dev.waggle.routing.Redirect;
import dev.waggle.routing.Upstream;
import dev.waggle.routing.labels.LabelKey;
import dev.waggle.routing.labels.RouteLabels;
import dev.waggle.routing.source.ServiceState;
import dev.waggle.routing.source.TaskAddress;
import dev.waggle.routing.source.TaskState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Picks the address at which each task of a service is reached: on the network that its label
 * names, else on one that the proxy is attached to as well, else by a port that its host publishes.
 * Never on {@code ingress}, whose addresses belong to the mesh.
 */
final class EndpointPicker {
    private static final String INGRESS = "ingress";
    private static final String STACK_LABEL = "com.docker.stack.namespace";
    private static final String PROJECT_LABEL = "com.docker.compose.project";

    /** Straight to the task where that can be; then by name. */
    private static final Comparator<TaskAddress> BEST_FIRST =
            Comparator.comparing(TaskAddress::isPublished)
                    .thenComparing(TaskAddress::network)
                    .thenComparing(TaskAddress::host);

    private final ServiceState service;
    private final RouteLabels labels;
    private final Set<String> ownAddresses;

    /** By id: of a task that an answer names twice there is one. */
    private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();

    private final List<Problem> problems = new ArrayList<>();
    private final List<TaskState> unreachable = new ArrayList<>();
    private int loops;

    private EndpointPicker(ServiceState service, RouteLabels labels, Set<String> ownAddresses) {
        this.service = service;
        this.labels = labels;
        this.ownAddresses = ownAddresses;
    }

    static PickedEndpoints pick(
            ServiceState service, RouteLabels labels, Set<String> ownAddresses) {
        Redirect redirect = labels.options().redirectTo();
        if (redirect != null) {
            String reason = "requests are redirected to " + redirect.template();
            return new PickedEndpoints(List.of(), reason, List.of());
        }
        EndpointPicker picker = new EndpointPicker(service, labels, ownAddresses);
        List<TaskState> usable =
                service.tasks().stream().filter(t -> t.running() || t.draining()).toList();
        usable.forEach(picker::add);
        if (!picker.unreachable.isEmpty()) {
            picker.problems.add(picker.unreachableProblem());
        }
        return new PickedEndpoints(
                List.copyOf(picker.endpoints.values()),
                picker.emptyReason(usable.size()),
                picker.problems);
    }

    private void add(TaskState task) {
        Optional<TaskAddress> address = address(task);
        if (address.isEmpty()) {
            unreachable.add(task);
            return;
        }
        Endpoint endpoint =
                Endpoint.of(
                        service.name(),
                        task.id(),
                        task.node(),
                        address.get().host(),
                        address.get().portFor(labels.port()).orElseThrow(),
                        task.drain());
        if (ownAddresses.contains(endpoint.authority())) {
            problems.add(loopProblem(endpoint));
            loops++;
        } else {
            endpoints.putIfAbsent(endpoint.id(), endpoint);
        }
    }

    private Optional<TaskAddress> address(TaskState task) {
        return task.addresses().stream()
                .filter(address -> address.reachable() && !address.network().equals(INGRESS))
                .filter(address -> address.portFor(labels.port()).isPresent())
                .filter(this::isWanted)
                .min(BEST_FIRST);
    }

    /** An address of a stack file is on no network that has a name. */
    private boolean isWanted(TaskAddress address) {
        String wanted = labels.network();
        if (address.isPublished()) {
            return wanted == null;
        }
        return wanted == null || address.network().isEmpty() || isNamed(address.network(), wanted);
    }

    private boolean isNamed(String network, String wanted) {
        return network.equals(wanted) || network.equals(stack() + "_" + wanted);
    }

    private String stack() {
        String name = service.name();
        int underscore = name.indexOf('_');
        String prefix = underscore < 0 ? name : name.substring(0, underscore);
        String project = service.labels().getOrDefault(PROJECT_LABEL, prefix);
        return service.labels().getOrDefault(STACK_LABEL, project);
    }

    private String emptyReason(int usable) {
        if (!endpoints.isEmpty()) {
            return "";
        }
        if (usable == 0) {
            return switch (service.outlook()) {
                case SCALED_TO_ZERO -> service.name() + " is scaled to zero";
                case COMING -> service.name() + " has no running task yet, one is on its way";
                case SETTLED -> service.name() + " has no running task";
            };
        }
        if (loops == usable) {
            return service.name() + " " + Upstream.LOOP;
        }
        return service.name() + " has no task that the proxy can reach";
    }

    private Problem unreachableProblem() {
        String wanted = labels.network();
        String networks = networks();
        String on = networks.isEmpty() ? "no network" : "the networks " + networks;
        if (wanted == null && publishesOtherPorts()) {
            return unpublishedProblem(on);
        }
        if (wanted == null) {
            return new Problem(
                    service.name(),
                    "",
                    networks,
                    "the service is on " + on + ", and the proxy is not attached to any of them",
                    "attach the service to a network of the proxy, such as the one of the proxy's"
                            + " own stack; ingress does not count");
        }
        String what =
                isOn(wanted)
                        ? "the proxy is not attached to the network " + wanted
                        : "the service is not on the network " + wanted + ", but on " + on;
        return new Problem(
                service.name(),
                labels.labelOf(LabelKey.NETWORK),
                wanted,
                what,
                "name a network that the service and the proxy share, or remove the label");
    }

    private boolean publishesOtherPorts() {
        return unreachable.stream()
                .flatMap(task -> task.addresses().stream())
                .anyMatch(address -> address.isPublished() && address.reachable());
    }

    private Problem unpublishedProblem(String on) {
        return new Problem(
                service.name(),
                labels.labelOf(LabelKey.PORT),
                String.valueOf(labels.port()),
                "the service is on "
                        + on
                        + ", the proxy is not attached to any of them, and the host does not"
                        + " publish this port of the container",
                "attach the service to a network of the proxy, or publish the port");
    }

    private boolean isOn(@Nullable String wanted) {
        return wanted != null
                && unreachable.stream()
                        .flatMap(task -> task.addresses().stream())
                        .anyMatch(address -> isNamed(address.network(), wanted));
    }

    private String networks() {
        Set<String> names = new TreeSet<>();
        for (TaskState task : unreachable) {
            task.addresses().stream()
                    .filter(address -> !address.isPublished())
                    .forEach(address -> names.add(address.network()));
        }
        return String.join(", ", names);
    }

    private Problem loopProblem(Endpoint endpoint) {
        return new Problem(
                service.name(),
                labels.labelOf(LabelKey.PORT),
                endpoint.authority(),
                "the endpoint is the proxy itself; it is never used",
                "remove the routing labels from the proxy's own service");
    }
}
