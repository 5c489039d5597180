package dev.waggle.routing.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waggle.routing.Draining;
import dev.waggle.routing.docker.DockerUnavailable;
import dev.waggle.routing.docker.Fields;
import dev.waggle.routing.docker.Subnet;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A task, as {@code GET /tasks} tells it.
 *
 * @param slot which replica it is; 0 for a service that has one task on each node
 * @param desiredState what the manager wants it to be
 * @param state what its node last said that it is
 * @param written when the manager last wrote something down of it, by the manager's clock; the
 *     epoch where it does not say
 * @param stopGrace between the signal to stop and its end by force. It is the task's own: a service
 *     that was updated may have another by now
 */
record SwarmTask(
        String id,
        String serviceId,
        String nodeId,
        long slot,
        String desiredState,
        String state,
        Instant written,
        Duration stopGrace,
        List<Attachment> attachments) {

    /** By slot, then by id: the same order in every reading. */
    static final Comparator<SwarmTask> STABLE_ORDER =
            Comparator.comparingLong(SwarmTask::slot).thenComparing(SwarmTask::id);

    private static final Set<String> ON_THE_WAY =
            Set.of(
                    "new",
                    "allocated",
                    "pending",
                    "assigned",
                    "accepted",
                    "preparing",
                    "ready",
                    "starting");

    /**
     * A network that the task is attached to.
     *
     * @param addresses with prefix lengths; empty for the network of the host
     */
    record Attachment(
            String networkId,
            String network,
            boolean ingress,
            boolean host,
            List<String> addresses) {
        static Attachment of(JsonNode json) {
            JsonNode network = json.path("Network");
            JsonNode spec = network.path("Spec");
            List<String> addresses = new ArrayList<>();
            json.path("Addresses").forEach(address -> addresses.add(Fields.text(address)));
            return new Attachment(
                    Fields.text(network.path("ID")),
                    Fields.text(spec.path("Name")),
                    spec.path("Ingress").asBoolean(false),
                    Fields.text(spec.path("DriverConfiguration").path("Name")).equals("host"),
                    List.copyOf(addresses));
        }

        /** Whether one of these addresses is the task's here. */
        boolean isOneOf(Set<InetAddress> others) {
            return addresses.stream()
                    .anyMatch(cidr -> Subnet.address(cidr).filter(others::contains).isPresent());
        }

        /** The ranges that its addresses are from. */
        Set<Subnet> subnets() {
            Set<Subnet> subnets = new HashSet<>();
            for (String cidr : addresses) {
                try {
                    subnets.add(Subnet.parse(cidr));
                } catch (IllegalArgumentException _) {
                    // The Engine said no range, so there is none to know.
                }
            }
            return subnets;
        }
    }

    static SwarmTask of(JsonNode json) throws DockerUnavailable {
        List<Attachment> attachments = new ArrayList<>();
        json.path("NetworksAttachments").forEach(one -> attachments.add(Attachment.of(one)));
        return new SwarmTask(
                Fields.required(json, "ID"),
                // A task of a plain container on a network has no service.
                Fields.text(json.path("ServiceID")),
                Fields.text(json.path("NodeID")),
                json.path("Slot").asLong(0),
                Fields.required(json, "DesiredState"),
                Fields.required(json.path("Status"), "State"),
                written(Fields.text(json.path("UpdatedAt"))),
                stopGrace(json.path("Spec").path("ContainerSpec").path("StopGracePeriod")),
                List.copyOf(attachments));
    }

    private static Instant written(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException _) {
            return Instant.EPOCH;
        }
    }

    /** In nanoseconds; nothing is said where it is the usual one. */
    private static Duration stopGrace(JsonNode nanos) {
        long said = nanos.asLong(-1);
        return said < 0 ? Draining.USUAL_GRACE : Duration.ofNanos(said);
    }

    boolean isRunning() {
        return state.equals("running") && desiredState.equals("running");
    }

    /**
     * Still there, but wanted to stop: the manager says so seconds before the task is signalled.
     */
    boolean isDraining() {
        return state.equals("running")
                && (desiredState.equals("shutdown") || desiredState.equals("remove"));
    }

    /**
     * Whether it is to become or to stay a running one: on its way, held back until the one that it
     * replaces has stopped ({@code ready}), or failed a moment ago and not replaced yet.
     */
    boolean isWanted() {
        return desiredState.equals("running") || desiredState.equals("ready");
    }

    /** Whether the next reading may well find it in another state. */
    boolean isInTransition() {
        return isDraining() || (isWanted() && ON_THE_WAY.contains(state));
    }
}
