package dev.waggle.proxy.real.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.Command;
import dev.waggle.proxy.real.Eventually;
import dev.waggle.proxy.testing.FreePort;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Prometheus, which is told by Waggle what to scrape, and scrapes Waggle as well. */
@Tag("real")
class PrometheusTest {
    @AutoClose private static final Lab LAB = new Lab();

    private static String prometheus = "";

    @BeforeAll
    static void start() {
        int hive = LAB.python("exporter.py", "127.0.0.1", "127.0.0.2");
        int blog = LAB.python("exporter.py", "127.0.0.1");
        Map<String, String> scrape = Map.of("prometheus-job", "hive", "prometheus-port", "" + hive);
        List<String> replicas = List.of("127.0.0.1:" + hive, "127.0.0.2:" + hive);
        LAB.serves(new Service("hive", replicas, scrape))
                .serves(
                        Service.exposed("blog", blog)
                                .with("prometheus-job", "blog")
                                .with("prometheus-port", "" + blog))
                .serves(Service.exposed("private", blog))
                .startWaggle();
        startPrometheus();
    }

    private static void startPrometheus() {
        String text =
                """
                global:
                  scrape_interval: 1s
                scrape_configs:
                  - job_name: found
                    http_sd_configs:
                      - url: http://127.0.0.1:%1$d/prometheus/targets
                        refresh_interval: 1s
                    relabel_configs:
                      - source_labels: [__meta_waggle_service]
                        target_label: service
                  - job_name: waggle
                    static_configs:
                      - targets: ['127.0.0.1:%1$d']
                """
                        .formatted(LAB.waggle().adminPort());
        String file = LAB.file("prometheus.yml", text).toString();
        Command.of("promtool", "check", "config", file).output();
        int port = FreePort.next();
        prometheus = "http://127.0.0.1:" + port;
        LAB.start(
                "prometheus",
                port,
                "prometheus",
                "--config.file=" + file,
                "--storage.tsdb.path=" + LAB.folder().resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + port);
    }

    @Test
    void findsAndScrapesEveryReplicaOfEveryServiceThatNamesAJob() {
        comesTrue("count(up{job=\"hive\", service=\"hive\"} == 1) == 2");
        comesTrue("count(up{job=\"blog\", service=\"blog\"} == 1) == 1");
        comesTrue("sum(bees) == 9");
    }

    @Test
    void findsNothingElse() {
        comesTrue("count(up) == 4");
    }

    @Test
    void scrapesWaggleItself() {
        assertThat(LAB.curl().ask("https://blog.example.test/metrics").status()).isEqualTo(200);
        comesTrue("up{job=\"waggle\"} == 1");
        comesTrue("sum(waggle_requests_total{job=\"waggle\", code=\"2xx\"}) >= 1");
        comesTrue("process_cpu_seconds_total{job=\"waggle\"} > 0");
    }

    @Test
    void doesNotGetTheMetricsOfWaggleFromThePublicPorts() {
        assertThat(LAB.curl().ask("https://blog.example.test/metrics").body())
                .contains("bees")
                .doesNotContain("waggle_");
        assertThat(LAB.curl("--insecure").command("https://127.0.0.1/metrics").run().status())
                .as("a handshake without a name")
                .isNotZero();
    }

    @Test
    void findsNoFaultWithTheMetricsOfWaggle() {
        assertThat(LAB.curl().ask("https://blog.example.test/").status()).isEqualTo(200);
        Command.Finished checked =
                Command.of("promtool", "check", "metrics")
                        .reading(LAB.waggle().admin("/metrics") + "\n")
                        .run();
        assertThat(checked.output() + checked.errors()).isEmpty();
        assertThat(checked.status()).isZero();
    }

    private static void comesTrue(String expression) {
        Command query = Command.of("promtool", "query", "instant", prometheus, expression);
        Eventually.holds(
                expression,
                Duration.ofSeconds(30),
                () -> query.run().output().contains("=>"),
                () -> Command.of("promtool", "query", "instant", prometheus, "up").output());
    }
}
