package dev.waggle.routing.container;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A container in a list, in the shape that Engine 20.10 gives it. */
final class ContainerJson {
    private final String name;
    private String state = "running";
    private String status = "Up 2 seconds";
    private String mode = "web";
    private int age;
    private final Map<String, String> labels = new HashMap<>();
    private final List<String> networks = new ArrayList<>();
    private final List<String> ports = new ArrayList<>();

    private ContainerJson(String name) {
        this.name = name;
    }

    static ContainerJson container(String name) {
        return new ContainerJson(name);
    }

    /** One of Compose's, {@code shop-web-1} for instance. */
    static ContainerJson compose(String project, String service, int number) {
        return new ContainerJson(project + "-" + service + "-" + number)
                .label("com.docker.compose.project", project)
                .label("com.docker.compose.service", service)
                .label("com.docker.compose.container-number", Integer.toString(number))
                .label("com.docker.compose.oneoff", "False");
    }

    ContainerJson label(String key, String value) {
        labels.put(key, value);
        return this;
    }

    ContainerJson is(String newState, String newStatus) {
        state = newState;
        status = newStatus;
        return this;
    }

    ContainerJson mode(String networkMode) {
        mode = networkMode;
        return this;
    }

    ContainerJson createdAt(int second) {
        age = second;
        return this;
    }

    ContainerJson on(String network, String address, String gateway) {
        networks.add(
                """
                "%s":{"NetworkID":"n-1","Gateway":"%s","IPAddress":"%s","IPPrefixLen":16,
                 "IPv6Gateway":"","GlobalIPv6Address":"","DriverOpts":null}\
                """
                        .formatted(network, gateway, address));
        return this;
    }

    ContainerJson publishes(String ip, int containerPort, int hostPort) {
        ports.add(
                """
                {"IP":"%s","PrivatePort":%d,"PublicPort":%d,"Type":"tcp"}\
                """
                        .formatted(ip, containerPort, hostPort));
        return this;
    }

    ContainerJson exposes(int containerPort) {
        ports.add("{\"PrivatePort\":%d,\"Type\":\"tcp\"}".formatted(containerPort));
        return this;
    }

    /** Of 64 digits, as real ones are. */
    static String id(String name) {
        String digits = HexFormat.of().formatHex(name.getBytes(StandardCharsets.US_ASCII));
        // The end of the name first: what tells names apart is to be in the short id.
        return new StringBuilder(digits).reverse().append("0".repeat(64)).substring(0, 64);
    }

    static String shortId(String name) {
        return id(name).substring(0, 12);
    }

    @Override
    public String toString() {
        return """
        {"Id":"%s","Names":["/%s","/other/%s"],"Image":"busy:1","Created":%d,"Ports":[%s],
         "Labels":%s,"State":"%s","Status":"%s","HostConfig":{"NetworkMode":"%s"},
         "NetworkSettings":{"Networks":{%s}},"Mounts":[]}
        """
                .formatted(
                        id(name),
                        name,
                        name,
                        1_795_302_600L + age,
                        String.join(",", ports),
                        object(labels),
                        state,
                        status,
                        mode,
                        String.join(",", networks));
    }

    private static String object(Map<String, String> values) {
        return values.entrySet().stream()
                .map(one -> "\"%s\":\"%s\"".formatted(one.getKey(), one.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }
}
