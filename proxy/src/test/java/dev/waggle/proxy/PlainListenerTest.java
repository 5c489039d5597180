package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The plain listener: redirects, and hosts that want no TLS. */
@ExtendWith(LeakCheck.class)
final class PlainListenerTest {
    @TempDir Path folder;
    private TestTask task;
    private TestEdge edge;

    @BeforeEach
    void start() {
        task = TestTask.named("task");
        edge =
                TestEdge.in(folder)
                        .start(
                                new Stack()
                                        .service("blog", task, "host", "blog.test")
                                        .service("lamp", task, "host", "lamp.test", "tls", "off"));
    }

    @AfterEach
    void stop() {
        edge.close();
        task.close();
    }

    @Test
    void aKnownHostIsSentToThePortOfHttps() {
        try (RawClient client = edge.plain()) {
            String there = "https://blog.test:" + edge.edge().httpsPort() + "/a%2Fb?c=d";
            RawClient.Answer get = client.get("blog.test:8080", "/a%2Fb?c=d");
            assertThat(get.status()).isEqualTo(301);
            assertThat(get.field("Location")).isEqualTo(there);
            assertThat(client.request("HEAD", "blog.test", "/a%2Fb?c=d").status()).isEqualTo(301);
            RawClient.Answer post =
                    client.request("POST", "blog.test", "/a%2Fb?c=d", "Content-Length: 0");
            assertThat(post.status()).isEqualTo(308);
            assertThat(post.field("Location")).isEqualTo(there);
        }
        assertThat(task.heads()).isEmpty();
    }

    @Test
    void anUnknownHostIsNotFound() {
        try (RawClient client = edge.plain()) {
            assertThat(client.get("other.test", "/").status()).isEqualTo(404);
            assertThat(client.get("127.0.0.1", "/").status()).isEqualTo(404);
        }
    }

    @Test
    void aHostWithoutTlsIsServedAsItIs() {
        try (RawClient client = edge.plain()) {
            assertThat(client.get("lamp.test", "/on").text()).isEqualTo("task");
            assertThat(task.lastHead())
                    .contains("X-Forwarded-Proto: http\r\n")
                    .contains("X-Forwarded-Port: 80\r\n");
        }
    }

    @Test
    void aChallengeThatNobodyKnowsIsARequestLikeAnyOther() {
        String path = "/.well-known/acme-challenge/token";
        try (RawClient client = edge.plain()) {
            assertThat(client.get("blog.test", path).status()).isEqualTo(301);
            assertThat(client.get("lamp.test", path).text()).isEqualTo("task");
            assertThat(client.get("other.test", path).status()).isEqualTo(404);
        }
    }
}
