package dev.waggle.proxy.real;

import java.nio.file.Path;

/** The project's {@code stack-tcp.yml}, with HAProxy in the part of the socket's proxy. */
final class SocketProxyStack {
    private SocketProxyStack() {}

    static String text(SwarmCluster swarm) {
        String text = DeployedEdge.projectFile("stack-tcp.yml");
        text =
                DeployedEdge.replace(
                        text,
                        "    image: ${SOCKET_PROXY_IMAGE:-tecnativa/docker-socket-proxy:0.3.0}\n",
                        """
                            image: %s
                            command: [/usr/sbin/haproxy, -db, -f, /haproxy.cfg]
                            configs: [{source: readonly, target: /haproxy.cfg}]
                            stop_grace_period: 0s
                        """
                                .formatted(swarm.images().haproxy()));
        // IPsec between network namespaces of one machine is more than every kernel offers.
        text = DeployedEdge.replace(text, "    driver_opts: {encrypted: \"\"}\n", "");
        return text + "configs:\n  readonly: {file: " + haproxyConfiguration(swarm) + "}\n";
    }

    private static Path haproxyConfiguration(SwarmCluster swarm) {
        return swarm.file(
                "haproxy.cfg",
                """
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 10m
                  timeout server 10m
                frontend docker-api
                  bind :2375
                  http-request deny deny_status 403 unless METH_GET
                  default_backend engine
                backend engine
                  server engine unix@/var/run/docker.sock
                """);
    }
}
