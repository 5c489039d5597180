package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How many connections may be open, of all clients and of one. */
@ExtendWith(LeakCheck.class)
final class ConnectionLimitsTest {
    @TempDir Path folder;
    private TestTask task;
    private TestEdge edge;
    private final List<RawClient> clients = new ArrayList<>();

    @BeforeEach
    void prepare() {
        task = TestTask.named("task");
        edge = TestEdge.in(folder);
    }

    @AfterEach
    void stop() {
        clients.forEach(RawClient::close);
        edge.close();
        task.close();
    }

    private void start() {
        edge.start(new Stack().service("lamp", task, "host", "lamp.test", "tls", "off"));
    }

    private RawClient from(String address) {
        RawClient client = RawClient.plainFrom(address, edge.edge().httpPort());
        clients.add(client);
        return client;
    }

    private void assertServed(RawClient client) {
        assertThat(client.get("lamp.test", "/").status()).isEqualTo(200);
    }

    @Test
    void oneAddressHasABoundOfItsOwn() {
        edge.with("limits-connections-per-address", "3");
        start();
        for (int i = 0; i < 3; i++) {
            assertServed(from("127.0.0.1"));
        }
        assertThat(from("127.0.0.1").isEnded()).isTrue();
        assertServed(from("127.0.0.2"));
        assertThat(edge.metric("waggle_refused_total{reason=\"too-many-of-address\"}"))
                .isEqualTo(1);
        clients.getFirst().close();
        Eventually.is(() -> edge.metric("waggle_connections_open{listener=\"http\"}") == 3);
        assertServed(from("127.0.0.1"));
    }

    @Test
    void allOfThemHaveABoundTogether() {
        edge.with("limits-connections", "64");
        edge.with("overload-high", "100").with("overload-critical", "100");
        start();
        for (int i = 0; i < 64; i++) {
            assertServed(from("127.0.0." + (1 + i % 8)));
        }
        assertThat(from("127.0.0.9").isEnded()).isTrue();
        assertThat(edge.metric("waggle_refused_total{reason=\"too-many\"}")).isEqualTo(1);
        clients.forEach(RawClient::close);
        Eventually.is(() -> edge.metric("waggle_connections_open{listener=\"http\"}") == 0);
        assertServed(from("127.0.0.9"));
    }

    @Test
    void aConnectionEndsPolitelyBehindItsLastRequest() {
        edge.with("limits-requests-per-connection", "3");
        start();
        RawClient client = from("127.0.0.1");
        assertServed(client);
        assertThat(client.get("lamp.test", "/").field("Connection")).isEmpty();
        RawClient.Answer last = client.get("lamp.test", "/");
        assertThat(last.status()).isEqualTo(200);
        assertThat(last.field("Connection")).isEqualTo("close");
        assertThat(client.isEnded()).isTrue();
    }

    @Test
    void behindABalancerTheClientsAddressCounts() {
        edge.with("limits-connections-per-address", "2");
        edge.with("proxy-protocol", "true").with("trusted-proxies", "127.0.0.1");
        start();
        for (int i = 0; i < 2; i++) {
            assertServed(from("127.0.0.1").send(header("2001:db8:0:1::" + i)));
        }
        assertThat(from("127.0.0.1").send(header("2001:db8:0:1::ffff")).isEnded()).isTrue();
        assertServed(from("127.0.0.1").send(header("2001:db8:0:2::1")));
    }

    private static String header(String client) {
        return "PROXY TCP6 " + client + " 2001:db8::1 12345 80\r\n";
    }
}
