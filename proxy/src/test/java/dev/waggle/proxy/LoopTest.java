package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A task at an address of the proxy's own is never used. */
@ExtendWith(LeakCheck.class)
final class LoopTest {
    @TempDir Path folder;
    private TestTask task;
    private TestEdge edge;

    @BeforeEach
    void start() {
        task = TestTask.named("task");
        edge = TestEdge.in(folder).start(lamp(task.authority()));
    }

    @AfterEach
    void stop() {
        edge.close();
        task.close();
    }

    private static Stack lamp(String endpoints) {
        return new Stack().service("lamp", endpoints, "host", "lamp.test", "tls", "off");
    }

    private String ourselves() {
        return "127.0.0.1:" + edge.edge().httpPort();
    }

    @Test
    void aRouteThatLeadsBackToTheProxyIsALoopAndAProblem() {
        edge.update(lamp(ourselves()));
        try (RawClient client = edge.plain()) {
            assertThat(client.get("lamp.test", "/").status()).isEqualTo(508);
            assertThat(edge.ask("/api/problems")).contains("the endpoint is the proxy itself");
        }
    }

    @Test
    void anotherTaskOfTheSameRouteStillServes() {
        edge.update(lamp(ourselves() + "," + task.authority()));
        try (RawClient client = edge.plain()) {
            assertThat(client.get("lamp.test", "/").text()).isEqualTo("task");
            assertThat(client.get("lamp.test", "/").text()).isEqualTo("task");
        }
    }
}
