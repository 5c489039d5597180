package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a rewritten stack file does to a proxy that is running. */
@ExtendWith(LeakCheck.class)
final class StackFileChangesTest {
    @TempDir Path folder;
    private TestTask blog;
    private TestTask shop;
    private TestEdge edge;

    @BeforeEach
    void start() {
        blog = TestTask.named("blog");
        shop = TestTask.named("shop");
        edge = TestEdge.in(folder).start(onlyBlog());
    }

    @AfterEach
    void stop() {
        edge.close();
        blog.close();
        shop.close();
    }

    private Stack onlyBlog() {
        return new Stack().service("blog", blog, "host", "blog.test", "tls", "off");
    }

    @Test
    void servicesComeChangeAndGoWhileAConnectionLives() {
        try (RawClient client = edge.plain()) {
            assertThat(client.get("shop.test", "/").status()).isEqualTo(404);
            edge.update(onlyBlog().service("shop", shop, "host", "shop.test", "tls", "off"));
            assertThat(client.get("shop.test", "/").text()).isEqualTo("shop");
            assertThat(edge.ask("/api/routes")).contains("shop.test").contains("blog.test");

            edge.update(
                    onlyBlog()
                            .service(
                                    "shop",
                                    shop,
                                    "host",
                                    "shop.test",
                                    "tls",
                                    "off",
                                    "context",
                                    "/s"));
            assertThat(client.get("shop.test", "/").status()).isEqualTo(404);
            assertThat(client.get("shop.test", "/s/x").text()).isEqualTo("shop");
            assertThat(shop.lastHead()).startsWith("GET /x ").contains("X-Forwarded-Prefix: /s");

            edge.update(onlyBlog());
            assertThat(client.get("shop.test", "/s/x").status()).isEqualTo(404);
            assertThat(client.get("blog.test", "/").text()).isEqualTo("blog");
            assertThat(edge.tableVersion()).isEqualTo(4);
            assertThat(edge.metric("waggle_routes")).isEqualTo(1);
        }
    }

    @Test
    void aFileThatCannotBeReadIsAProblemAndTheRoutesStay() {
        edge.writeRaw("services: [unclosed");
        Eventually.is(() -> edge.metric("waggle_problems") == 1);
        assertThat(edge.ask("/api/problems")).contains("stack.yml").contains("\"id\"");
        assertThat(edge.tableVersion()).isEqualTo(1);
        try (RawClient client = edge.plain()) {
            assertThat(client.get("blog.test", "/").text()).isEqualTo("blog");
        }
        edge.write(onlyBlog());
        Eventually.is(() -> edge.metric("waggle_problems") == 0);
        assertThat(edge.tableVersion()).isEqualTo(1);
    }

    @Test
    void aServiceWithAMistakeHarmsNoOther() {
        edge.update(
                onlyBlog()
                        .service("shop", shop, "host", "shop.test", "tls", "off", "contxt", "/s")
                        .service("bad", shop, "host", "not a host"));
        assertThat(edge.ask("/api/problems"))
                .contains("routing-contxt")
                .contains("routing-context")
                .contains("routing-host");
        try (RawClient client = edge.plain()) {
            assertThat(client.get("blog.test", "/").text()).isEqualTo("blog");
            assertThat(client.get("shop.test", "/").text()).isEqualTo("shop");
        }
    }

    @Test
    void aRouteWithoutATaskAsksToTryAgainLater() {
        edge.update(new Stack().service("blog", "", "host", "blog.test", "tls", "off"));
        try (RawClient client = edge.plain()) {
            RawClient.Answer answer = client.get("blog.test", "/");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.field("Retry-After")).isNotEmpty();
        }
    }
}
