package dev.waggle.proxy.real.load;

import dev.waggle.proxy.real.DeployedEdge;
import dev.waggle.proxy.real.OnSwarm;
import dev.waggle.proxy.real.SwarmCluster;
import org.junit.jupiter.api.Tag;

/** Each planned change so often that a rare failure shows. */
@OnSwarm
@Tag("long")
class ManyPlannedChangesTest extends PlannedChanges {
    ManyPlannedChangesTest(SwarmCluster swarm, DeployedEdge edge) {
        super(swarm, edge, new Repeats(10, 5, 3, 300, 5));
    }
}
