package dev.waggle.proxy.real.load;

import dev.waggle.proxy.real.DeployedEdge;
import dev.waggle.proxy.real.OnSwarm;
import dev.waggle.proxy.real.SwarmCluster;

/** Each planned change as often as a rare failure needs to show now and then. */
@OnSwarm
class PlannedChangesTest extends PlannedChanges {
    PlannedChangesTest(SwarmCluster swarm, DeployedEdge edge) {
        super(swarm, edge, new Repeats(4, 5, 3, 300, 5));
    }
}
