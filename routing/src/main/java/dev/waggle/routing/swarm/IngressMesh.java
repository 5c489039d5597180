package dev.waggle.routing.swarm;

import dev.waggle.routing.Problem;
import dev.waggle.routing.docker.Subnet;
import java.util.Set;

/**
 * The Swarm's ingress mesh, where it brings connections to this proxy. It puts addresses of its own
 * in place of the clients'.
 *
 * @param service the proxy's service, which is published through the mesh
 * @param subnets where these addresses come from
 */
record IngressMesh(String service, Set<Subnet> subnets) {
    IngressMesh {
        subnets = Set.copyOf(subnets);
    }

    Problem problem() {
        return new Problem(
                service,
                "",
                "",
                "ports of this proxy are published through Swarm's ingress mesh, which hides the"
                        + " addresses of all clients: the access log, X-Forwarded-For and rate"
                        + " limits see those of the mesh, and routing-allow-from lets nobody in",
                "publish its ports with mode: host, as stack.yml does");
    }
}
