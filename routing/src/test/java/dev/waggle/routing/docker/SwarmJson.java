package dev.waggle.routing.docker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What an Engine answers, in the shape that Engine 20.10 gives it. */
public final class SwarmJson {
    private SwarmJson() {}

    public static String list(List<String> elements) {
        return "[" + String.join(",", elements) + "]";
    }

    public static String service(String id, String name, Map<String, String> labels) {
        return service(id, name, labels, Map.of(), "completed");
    }

    public static String service(
            String id,
            String name,
            Map<String, String> labels,
            Map<String, String> containerLabels,
            String updateState) {
        return """
        {"ID":"%s","Version":{"Index":20},"CreatedAt":"2026-11-21T22:18:49.844512345Z",
         "UpdatedAt":"2026-11-21T22:18:49.8456Z",
         "Spec":{"Name":"%s","Labels":%s,
           "TaskTemplate":{"ContainerSpec":{"Image":"busy:1","Labels":%s,"Init":false},
             "Resources":{"Limits":{},"Reservations":{}},"ForceUpdate":0,"Runtime":"container"},
           "Mode":{"Replicated":{"Replicas":2}}},
         "Endpoint":{"VirtualIPs":[{"NetworkID":"net-web","Addr":"10.0.1.2/24"}]},
         "UpdateStatus":{"State":"%s"}}
        """
                .formatted(id, name, object(labels), object(containerLabels), updateState);
    }

    /** The same with another number of replicas. */
    public static String scaled(String service, int replicas) {
        return service.replace("\"Replicas\":2", "\"Replicas\":" + replicas);
    }

    /** The same with another grace between the signal to stop and the end by force. */
    public static String withStopGrace(String task, Duration grace) {
        String spec = "\"ContainerSpec\":{\"Image\":\"busy:1\"";
        return task.replace(spec, spec + ",\"StopGracePeriod\":" + grace.toNanos());
    }

    /** The same on another node. */
    public static String onNode(String task, String node) {
        return task.replace("\"NodeID\":\"node-1\"", "\"NodeID\":\"%s\"".formatted(node));
    }

    /** The same, lost by the managers. */
    public static String down(String node) {
        return node.replace("\"State\":\"ready\"", "\"State\":\"down\"");
    }

    public static String task(String id, String serviceId, int slot, String desired, String state) {
        return task(id, serviceId, slot, desired, state, web("10.0.1." + (slot + 2) + "/24"));
    }

    public static String task(
            String id,
            String serviceId,
            int slot,
            String desired,
            String state,
            String... attachments) {
        return """
        {"ID":"%s","Version":{"Index":27},"CreatedAt":"2026-11-21T22:18:49.869Z",
         "UpdatedAt":"2026-11-21T22:18:51.128456789Z","Labels":{},
         "Spec":{"ContainerSpec":{"Image":"busy:1"}},"ServiceID":"%s","Slot":%d,"NodeID":"node-1",
         "Status":{"Timestamp":"2026-11-21T22:18:50.98Z","State":"%s","Message":"started",
           "ContainerStatus":{"ContainerID":"79b6","PID":8575,"ExitCode":0},"PortStatus":{}},
         "DesiredState":"%s","NetworksAttachments":%s}
        """
                .formatted(id, serviceId, slot, state, desired, list(List.of(attachments)));
    }

    public static String web(String address) {
        return overlay("net-web", "web", false, address);
    }

    public static String overlay(String id, String name, boolean ingress, String address) {
        return """
        {"Network":{"ID":"%s","Spec":{"Name":"%s","Labels":{},"Ingress":%s,
           "DriverConfiguration":{"Name":"overlay"},"Scope":"swarm"},
           "DriverState":{"Name":"overlay"}},"Addresses":["%s"]}
        """
                .formatted(id, name, ingress, address);
    }

    /** As a task on the network of the host has it: without addresses. */
    public static String hostNetwork() {
        return """
        {"Network":{"ID":"net-host","Spec":{"Name":"host",
           "Labels":{"com.docker.swarm.predefined":"true"},
           "DriverConfiguration":{"Name":"host"},"Scope":"swarm"},"DriverState":{"Name":"host"}}}
        """;
    }

    public static String node(String id, String hostname, String address) {
        return """
        {"ID":"%s","Spec":{"Role":"manager","Availability":"active"},
         "Description":{"Hostname":"%s","Platform":{"OS":"linux"}},
         "Status":{"State":"ready","Addr":"%s"},
         "ManagerStatus":{"Leader":true,"Reachability":"reachable","Addr":"192.0.2.7:2377"}}
        """
                .formatted(id, hostname, address);
    }

    public static String network(String id, String name, boolean ingress) {
        return """
        {"Name":"%s","Id":"%s","Scope":"swarm","Driver":"overlay","Ingress":%s,
         "IPAM":{"Driver":"default","Config":[{"Subnet":"10.0.1.0/24","Gateway":"10.0.1.1"}]}}
        """
                .formatted(name, id, ingress);
    }

    public static String info(String localNodeState, boolean controlAvailable) {
        return """
        {"ID":"A:B","Name":"vm","Swarm":{"NodeID":"node-1","LocalNodeState":"%s",
         "ControlAvailable":%s}}
        """
                .formatted(localNodeState, controlAvailable);
    }

    private static String object(Map<String, String> values) {
        return values.entrySet().stream()
                .map(one -> "\"%s\":\"%s\"".formatted(one.getKey(), one.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }
}
