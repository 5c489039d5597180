package dev.waggle.routing.container;

import dev.waggle.routing.Draining;
import dev.waggle.routing.Outlook;
import dev.waggle.routing.docker.DockerHost;
import dev.waggle.routing.docker.Interfaces;
import dev.waggle.routing.labels.LabelDecoder;
import dev.waggle.routing.source.ServiceState;
import dev.waggle.routing.source.SourceState;
import dev.waggle.routing.source.TaskAddress;
import dev.waggle.routing.source.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One complete reading of an Engine's containers.
 *
 * @param node the name of the Engine's host
 */
record ContainersView(String node, List<Container> containers) {
    private static final String PROJECT = "com.docker.compose.project";

    /** What makes containers one service: the same name, and the same routes. */
    private record Identity(String name, Map<String, String> labels) {
        static Identity of(Container container) {
            Map<String, String> telling = new TreeMap<>();
            container
                    .labels()
                    .forEach((key, value) -> {
                        // The others differ from container to container, or say nothing to us.
                        if (LabelDecoder.isRoutingLabel(key) || key.equals(PROJECT)) {
                            telling.put(key, value);
                        }
                    });
            return new Identity(container.serviceName(), telling);
        }
    }

    ContainersView {
        containers = List.copyOf(containers);
    }

    /**
     * What the sources have in common.
     *
     * <p>While Compose replaces containers by others with other labels, each keeps its own: the old
     * one is not asked on the new one's port.
     *
     * @param own the interfaces of this proxy
     * @param engine where the Engine was asked
     * @param stopping when containers were told to stop, by their ids
     */
    SourceState state(Interfaces own, DockerHost engine, Map<String, Instant> stopping) {
        Map<String, Container> byId = new HashMap<>();
        containers.forEach(one -> byId.put(one.id(), one));
        Addresses addresses = new Addresses(byId, own, EngineHost.address(containers, own, engine));
        Map<Identity, List<Container>> services =
                containers.stream()
                        .filter(Container::isOfAService)
                        .sorted(Container.STABLE_ORDER)
                        .collect(Collectors.groupingBy(Identity::of));
        List<ServiceState> states = new ArrayList<>();
        services.forEach(
                (identity, members) -> states.add(service(identity, members, addresses, stopping)));
        states.sort(Comparator.comparing(ServiceState::name).thenComparing(ServiceState::id));
        return new SourceState(states);
    }

    private ServiceState service(
            Identity identity,
            List<Container> members,
            Addresses addresses,
            Map<String, Instant> stopping) {
        Container oldest = members.getFirst();
        List<TaskState> tasks =
                members.stream()
                        .filter(Container::isUp)
                        .map(one -> task(one, addresses.of(one), stopping.get(one.id())))
                        .toList();
        return new ServiceState(
                "container:" + oldest.id(),
                identity.name(),
                oldest.createdAt(),
                identity.labels(),
                Map.of(),
                tasks,
                outlook(members, stopping));
    }

    /** One that was told to stop may just as well be restarting: its requests may wait for it. */
    private static Outlook outlook(List<Container> members, Map<String, Instant> stopping) {
        return members.stream().anyMatch(one -> one.isComing() || stopping.containsKey(one.id()))
                ? Outlook.COMING
                : Outlook.SETTLED;
    }

    /** A list of containers does not say their grace: the usual one is taken. */
    private TaskState task(
            Container container, List<TaskAddress> addresses, @Nullable Instant stopping) {
        boolean serving = container.isServing();
        Draining drain =
                serving && stopping != null ? new Draining(stopping, Draining.USUAL_GRACE) : null;
        return new TaskState(
                container.shortId(), node, serving && stopping == null, drain, addresses);
    }
}
