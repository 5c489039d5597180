package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The labels of middlewares in the whole proxy, where everything is put together. */
@ExtendWith(LeakCheck.class)
final class MiddlewareWiringTest {
    @TempDir Path folder;
    private TestTask task;
    private TestTask auth;
    private TestEdge edge;

    @BeforeEach
    void start() {
        task = TestTask.named("task");
        auth = TestTask.named("auth");
        edge = TestEdge.in(folder).start(stack());
    }

    private Stack stack() {
        String url = "http://" + auth.authority().replace("127.0.0.1", "localhost") + "/verify";
        return new Stack()
                .service("a", task, "host", "a.test", "tls", "off", "forward-auth", url)
                .service(
                        "old",
                        "",
                        "host",
                        "old.test",
                        "tls",
                        "off",
                        "redirect-to",
                        "301 https://new.test{path}");
    }

    @AfterEach
    void stop() {
        edge.close();
        auth.close();
        task.close();
    }

    @Test
    void aServiceThatIsNamedAndNotAnAddressIsAskedBeforeTheTaskIs() {
        try (RawClient client = edge.plain()) {
            assertThat(client.get("a.test", "/x").status()).isEqualTo(200);
        }
        assertThat(auth.lastHead()).startsWith("GET /verify ").contains("X-Forwarded-Uri: /x");
        assertThat(task.lastHead()).startsWith("GET /x ");
    }

    @Test
    void withoutTheServiceNobodyPassesAndOthersAreServed() {
        auth.close();
        try (RawClient client = edge.plain()) {
            assertThat(client.get("a.test", "/x").status()).isEqualTo(503);
            assertThat(client.get("old.test", "/y").field("Location"))
                    .isEqualTo("https://new.test/y");
        }
        assertThat(task.heads()).isEmpty();
    }
}
