/**
 * Containers of an Engine as services, for those who have no Swarm: read through the Engine's API,
 * followed by events.
 *
 * <p>From outside in: {@code ContainerSource} is what the pipeline subscribes to, {@code
 * ContainerFollower} decides what to read when, {@code ContainersView} makes services of what was
 * read, {@code Container} is one of them.
 */
@NullMarked
package dev.waggle.routing.container;

import org.jspecify.annotations.NullMarked;
