package dev.waggle.routing.source;

import reactor.core.publisher.Flux;

/** Something that services can be read from: a Swarm, or a stack file. */
public interface ServiceSource {
    /** Short and stable, for logs and metrics: {@code swarm}, {@code stack-file}. */
    String name();

    /**
     * The states, each a complete read, starting with the first that succeeds and then one after
     * every change. Never ends with an error: failures are counted in the source's status and tried
     * again. Cancelling stops the source's threads.
     */
    Flux<SourceState> states();
}
