package dev.waggle.routing.docker;

import com.fasterxml.jackson.core.JsonParser;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to events of the Engine, and connects again when the stream of them ends. What they mean
 * is the listener's business; each new connection is told to it as well, for all that happened
 * while there was none.
 */
public final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private final DockerClient docker;
    private final String path;
    private final Listener listener;
    private final Backoff backoff;
    private final Pause pause;

    /** Who hears the events; called by the thread that listens. */
    public interface Listener {
        /** A connection stands. Events may have been missed before it. */
        void connected();

        /**
         * Reads the next event.
         *
         * @return whether there was one
         */
        boolean next(JsonParser events) throws IOException;

        /** Fires for each event, whatever it says: what changed is found by reading. */
        static Listener firing(Triggers triggers) {
            return new Listener() {
                @Override
                public void connected() {
                    triggers.fire();
                }

                @Override
                public boolean next(JsonParser events) throws IOException {
                    boolean more = JsonElements.skip(events);
                    if (more) {
                        triggers.fire();
                    }
                    return more;
                }
            };
        }
    }

    /** How the thread waits between two connections. */
    @FunctionalInterface
    public interface Pause {
        void pause(Duration duration) throws InterruptedException;
    }

    /**
     * @param path which events, {@code /events?filters=...}
     */
    public EventStream(
            DockerClient docker, String path, Listener listener, Backoff backoff, Pause pause) {
        this.docker = docker;
        this.path = path;
        this.listener = listener;
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
        try (Response response = docker.stream(path)) {
            listener.connected();
            // Only now: making a parser waits for the first bytes.
            JsonParser events = JsonElements.parser(response.getBody());
            while (listener.next(events)) {
                backoff.reset();
            }
            LOG.debug("docker ended the stream of events");
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("no events from docker until it is connected again: {}", e.getMessage());
        }
    }
}
