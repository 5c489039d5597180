package dev.waggle.routing.docker;

import com.fasterxml.jackson.core.JsonParser;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to the Swarm's events and fires a trigger for each, whatever it says: what changed is
 * found by reading. There are none for tasks. Each new connection fires one as well, for all that
 * happened while there was none.
 */
public final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    /** {@code {"scope":["swarm"],"type":["service","node","network"]}}. */
    private static final String PATH =
            "/events?filters=%7B%22scope%22%3A%5B%22swarm%22%5D%2C%22type%22%3A%5B%22service%22"
                    + "%2C%22node%22%2C%22network%22%5D%7D";

    private final DockerClient docker;
    private final Triggers triggers;
    private final Backoff backoff;
    private final Pause pause;

    /** How the thread waits between two connections. */
    @FunctionalInterface
    public interface Pause {
        void pause(Duration duration) throws InterruptedException;
    }

    public EventStream(DockerClient docker, Triggers triggers, Backoff backoff, Pause pause) {
        this.docker = docker;
        this.triggers = triggers;
        this.backoff = backoff;
        this.pause = pause;
    }

    /** Listens until the thread is interrupted. */
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                listen();
                pause.pause(backoff.next());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Listens to one connection until it ends, for whatever reason. */
    private void listen() {
        try (Response response = docker.stream(PATH)) {
            triggers.fire();
            // Only now: making a parser waits for the first bytes.
            JsonParser events = JsonElements.parser(response.getBody());
            while (JsonElements.skip(events)) {
                triggers.fire();
                backoff.reset();
            }
            LOG.debug("docker ended the stream of events");
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("no events from docker until it is connected again: {}", e.getMessage());
        }
    }
}
