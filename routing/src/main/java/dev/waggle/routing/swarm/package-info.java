/**
 * Services as Docker Swarm knows them: read through the Engine's API, followed by events and
 * sweeps.
 *
 * <p>From outside in: {@code OptionalSwarmSource} is what the pipeline subscribes to, {@code
 * SwarmSource} the Swarm if there is one, {@code SwarmFollower} decides what to read when, {@code
 * SwarmReader} reads all or fails through {@code dev.waggle.routing.docker}.
 */
@NullMarked
package dev.waggle.routing.swarm;

import org.jspecify.annotations.NullMarked;
