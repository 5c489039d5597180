package dev.waggle.proxy.real;

import java.nio.file.Path;
import java.util.Map;

/**
 * A second edge by the project's own {@code stack-tcp.yml}: the ports of the first keep it off the
 * manager, and it asks Docker through a proxy of the manager's socket.
 */
public final class SecondEdge extends RunningEdge {
    private static final String STACK = "tcp";
    private static final String SERVICE = STACK + "_waggle";
    private static final String PROXY = STACK + "_docker-manager";

    private final SwarmCluster swarm;
    private final Path localAuthority;

    private SecondEdge(SwarmCluster swarm) {
        this.swarm = swarm;
        this.localAuthority = swarm.file("second-edge-ca.crt", "");
    }

    /**
     * Deploys it, and waits until it is healthy.
     *
     * @param first which has its ports already
     */
    public static SecondEdge beside(DeployedEdge first, SwarmCluster swarm) {
        if (!first.task().node().equals(swarm.manager().name())) {
            throw new IllegalStateException("the first edge is not on the manager");
        }
        swarm.deploy(
                STACK,
                SocketProxyStack.text(swarm),
                Map.of(
                        "WAGGLE_IMAGE",
                        swarm.images().waggle(),
                        "WAGGLE_ADMIN_ALLOW_FROM",
                        "172.16.0.0/12"));
        swarm.awaitRunning(PROXY, 1);
        swarm.awaitRunning(SERVICE, 1);
        SecondEdge edge = new SecondEdge(swarm);
        swarm.worker()
                .docker(
                        "cp",
                        swarm.container(edge.task()) + ":/var/lib/waggle/local-ca.crt",
                        edge.localAuthority.toString());
        return edge;
    }

    /** Its one task. */
    public SwarmCluster.Task task() {
        return swarm.tasks(SERVICE).getFirst();
    }

    /** The task of the proxy of the socket. */
    SwarmCluster.Task proxy() {
        return swarm.tasks(PROXY).getFirst();
    }

    @Override
    Command client(String... words) {
        return swarm.client(words);
    }

    @Override
    public String address() {
        return swarm.worker().address();
    }

    @Override
    public Path localAuthority() {
        return localAuthority;
    }

    @Override
    public String logs() {
        return swarm.logs(SERVICE);
    }

    @Override
    public Command adminPage(String path) {
        String url = "http://" + swarm.addressOnNode(task()) + ":9180" + path;
        return swarm.worker().inNetwork("curl", "-sS", "--fail", "--max-time", "5", url);
    }

    @Override
    public void close() {
        swarm.dismiss(STACK);
    }
}
