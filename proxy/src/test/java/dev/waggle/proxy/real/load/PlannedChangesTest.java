package dev.waggle.proxy.real.load;

import dev.waggle.proxy.real.DeployedEdge;
import dev.waggle.proxy.real.OnSwarm;
import dev.waggle.proxy.real.SwarmCluster;

/** Each planned change once or twice. */
@OnSwarm
class PlannedChangesTest extends PlannedChanges {
    PlannedChangesTest(SwarmCluster swarm, DeployedEdge edge) {
        super(swarm, edge, new Repeats(1, 5, 1, 50, 5));
    }
}
