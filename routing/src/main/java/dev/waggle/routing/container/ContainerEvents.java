package dev.waggle.routing.container;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waggle.routing.docker.EventStream;
import dev.waggle.routing.docker.Fields;
import dev.waggle.routing.docker.JsonElements;
import dev.waggle.routing.docker.Triggers;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * Hears what happens to containers: each event fires a trigger, and those that tell of a stop are
 * remembered, because no list does.
 */
final class ContainerEvents implements EventStream.Listener {
    /** Health checks and {@code docker exec} make many others, which change nothing for us. */
    static final String PATH =
            "/events?filters="
                    + URLEncoder.encode(
                            """
                            {"type":["container","network"],"event":["create","start","kill","die",\
                            "pause","unpause","destroy","rename","health_status","connect",\
                            "disconnect"]}\
                            """
                                    .strip(),
                            StandardCharsets.UTF_8);

    /**
     * SIGINT, SIGQUIT, SIGKILL, SIGTERM, and SIGRTMIN+3 as systemd wants it. Others, such as
     * SIGHUP, make a program read its configuration or write a report.
     */
    private static final Set<String> STOP_SIGNALS = Set.of("2", "3", "9", "15", "37");

    private final Triggers triggers;
    private final StopOrders stopOrders;

    ContainerEvents(Triggers triggers, StopOrders stopOrders) {
        this.triggers = triggers;
        this.stopOrders = stopOrders;
    }

    /** What was remembered may be over: the event that said so may have been missed. */
    @Override
    public void connected() {
        stopOrders.clear();
        triggers.fire();
    }

    @Override
    public boolean next(JsonParser events) throws IOException {
        Optional<JsonNode> event = JsonElements.next(events);
        event.ifPresent(this::heard);
        return event.isPresent();
    }

    private void heard(JsonNode event) {
        if (Fields.text(event.path("Type")).equals("container")) {
            JsonNode actor = event.path("Actor");
            String container = Fields.text(actor.path("ID"));
            switch (Fields.text(event.path("Action"))) {
                case "start", "destroy" -> stopOrders.over(container);
                case "kill" -> killed(container, actor.path("Attributes"));
                default -> {} // The list says what became of it.
            }
        }
        triggers.fire();
    }

    private void killed(String container, JsonNode attributes) {
        if (STOP_SIGNALS.contains(Fields.text(attributes.path("signal")))) {
            stopOrders.ordered(container);
        }
    }
}
