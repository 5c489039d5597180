package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Many short connections with a handshake each leave nothing behind. */
@Tag("real")
@ExtendWith(LeakCheck.class)
final class ManyTlsConnectionsTest {
    private static final int AT_ONCE = 8;
    private static final int EACH = 250;

    @TempDir Path folder;

    @Test
    void everyOneIsServedAndNoneIsLeftOpen() throws Exception {
        try (TestTask task = TestTask.named("blog");
                TestEdge edge =
                        TestEdge.in(folder)
                                .with("self-signed", "true")
                                .start(new Stack().service("blog", task, "host", "blog.test"));
                ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                done.add(clients.submit(() -> visit(edge)));
            }
            for (Future<?> each : done) {
                each.get();
            }
            assertThat(task.heads()).hasSize(AT_ONCE * EACH);
            assertThat(edge.metric("waggle_tls_handshakes_total{result=\"ok\"}"))
                    .isEqualTo(AT_ONCE * EACH);
            Eventually.is(() -> edge.metric("waggle_connections_open{listener=\"https\"}") == 0);
        }
    }

    private static void visit(TestEdge edge) {
        for (int i = 0; i < EACH; i++) {
            try (RawClient client = edge.tls("blog.test", edge.localAuthority())) {
                assertThat(client.get("blog.test", "/").text()).isEqualTo("blog");
            }
        }
    }
}
