package dev.waggle.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final long MILLI = 1_000_000;

    private enum Side {
        UPSTREAM
    }

    private enum Kind {
        BAD_RESPONSE
    }

    private Instant now = Instant.parse("2026-11-21T19:47:34Z");
    private final Metrics metrics = new Metrics(() -> now);

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void sumsWhatTheEventLoopsCounted() {
        LoopMetrics one = metrics.loop();
        LoopMetrics other = metrics.loop();
        one.route("blog").count(200, 3 * MILLI, 10, 100);
        other.route("blog").count(204, 400 * MILLI, 1, 2);
        other.route("blog").count(503, 90_000 * MILLI, 0, 0);
        other.route("").count(0, 1, 0, 0);

        assertThat(scrape())
                .contains("waggle_requests_total{code=\"2xx\",route=\"blog\"} 2.0")
                .contains("waggle_requests_total{code=\"5xx\",route=\"blog\"} 1.0")
                .contains("waggle_requests_total{code=\"none\",route=\"none\"} 1.0")
                .contains("waggle_request_bytes_total{route=\"blog\"} 11.0")
                .contains("waggle_response_bytes_total{route=\"blog\"} 102.0")
                .contains("waggle_request_duration_seconds_bucket{route=\"blog\",le=\"0.001\"} 0")
                .contains("waggle_request_duration_seconds_bucket{route=\"blog\",le=\"0.005\"} 1")
                .contains("waggle_request_duration_seconds_bucket{route=\"blog\",le=\"0.5\"} 2")
                .contains("waggle_request_duration_seconds_bucket{route=\"blog\",le=\"60.0\"} 2")
                .contains("waggle_request_duration_seconds_bucket{route=\"blog\",le=\"+Inf\"} 3")
                .contains("waggle_request_duration_seconds_count{route=\"blog\"} 3")
                .contains("waggle_request_duration_seconds_sum{route=\"blog\"} 90.403");
    }

    @Test
    void countsConnectionsAndWhatWentWrong() {
        LoopMetrics loop = metrics.loop();
        loop.connectionOpened("https");
        loop.connectionOpened("https");
        loop.connectionClosed("https");
        loop.refused("bad-header-name");
        loop.failed(Side.UPSTREAM, Kind.BAD_RESPONSE);
        loop.upstreamConnect("ok");
        loop.upstreamOpened();
        loop.upstreamOpened();
        loop.upstreamIdle(1);
        loop.retried("connect");
        loop.handshake("unrecognized-name");

        assertThat(scrape())
                .contains("waggle_connections_open{listener=\"https\"} 1.0")
                .contains("waggle_connections_total{listener=\"https\"} 2.0")
                .contains("waggle_refused_total{reason=\"bad-header-name\"} 1.0")
                .contains("waggle_failures_total{kind=\"bad-response\",side=\"upstream\"} 1.0")
                .contains("waggle_upstream_connects_total{result=\"ok\"} 1.0")
                .contains("waggle_upstream_connections{state=\"in-use\"} 1.0")
                .contains("waggle_upstream_connections{state=\"idle\"} 1.0")
                .contains("waggle_retries_total{reason=\"connect\"} 1.0")
                .contains("waggle_tls_handshakes_total{result=\"unrecognized-name\"} 1.0");
    }

    @Test
    void asksForTheRestWhenScraped() {
        metrics.observe(Metric.ROUTES, () -> 7);
        metrics.observe(Metric.DOCKER_ERRORS, () -> 2);
        metrics.observeEach(Metric.CERTIFICATE_EXPIRY, () -> Map.of("a.example", 1.8e9));
        assertThat(scrape())
                .contains("waggle_routes 7.0")
                .contains("waggle_docker_errors_total 2.0")
                .contains("waggle_certificate_expiry_timestamp_seconds{name=\"a.example\"} 1.8E9")
                .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"))
                .anyMatch(line -> line.startsWith("process_uptime_seconds"));
    }

    @Test
    void aSourceThatFailsTakesNoOtherMetricWithIt() {
        metrics.observe(
                Metric.TABLE_VERSION,
                () -> {
                    throw new IllegalStateException("not yet");
                });
        metrics.observe(Metric.ROUTES, () -> 7);
        assertThat(scrape()).contains("waggle_routes 7.0");
    }

    @Test
    void routesThatAreGoneDisappearAfterAWhile() {
        LoopMetrics loop = metrics.loop();
        metrics.routesAre(Set.of("blog", "shop"));
        loop.route("blog").count(200, 1, 0, 0);
        loop.route("shop").count(200, 1, 0, 0);
        metrics.routesAre(Set.of("shop"));

        now = now.plus(Metrics.KEEP_GONE_ROUTES).minusMillis(1);
        assertThat(scrape()).anyMatch(line -> line.contains("route=\"blog\""));
        now = now.plusMillis(1);
        assertThat(scrape())
                .noneMatch(line -> line.contains("route=\"blog\""))
                .anyMatch(line -> line.contains("route=\"shop\""));
    }

    @Test
    void aRouteThatComesBackInTimeKeepsItsSeries() {
        LoopMetrics loop = metrics.loop();
        metrics.routesAre(Set.of("blog"));
        loop.route("blog").count(200, 1, 0, 0);
        metrics.routesAre(Set.of());
        metrics.routesAre(Set.of("blog"));
        now = now.plus(Duration.ofDays(1));
        assertThat(scrape()).anyMatch(line -> line.contains("route=\"blog\""));
    }

    @Test
    void tooManyRoutesAndWordsCountAsOther() {
        LoopMetrics loop = metrics.loop();
        for (int i = 0; i <= LoopMetrics.MOST_ROUTES; i++) {
            loop.route("route-" + i).count(200, 1, 0, 0);
        }
        for (int i = 0; i <= Counts.MOST_WORDS; i++) {
            loop.refused("reason-" + i);
        }
        assertThat(scrape())
                .contains("waggle_requests_total{code=\"2xx\",route=\"other\"} 1.0")
                .contains("waggle_refused_total{reason=\"other\"} 1.0")
                .contains("waggle_metrics_folded_total 2.0");
    }

    @Test
    void countingAllocatesNothing() {
        LoopMetrics loop = metrics.loop();
        RouteCounters route = loop.route("blog");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        countMany(loop, route);
        long before = threads.getCurrentThreadAllocatedBytes();
        countMany(loop, route);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000);
    }

    @Test
    void namesAndHelpsAreAsPrometheusWantsThem() {
        assertThat(Metric.values())
                .allSatisfy(metric -> {
                    assertThat(metric.fullName())
                            .matches("waggle_[a-z_]+[a-z]")
                            .doesNotContain("millis", "_count", "_sum", "_bucket");
                    assertThat(metric.help()).endsWith(".");
                    assertThat(metric.labels()).allMatch(it -> it.matches("[a-z]+"));
                });
        assertThat(Arrays.stream(Metric.values()).map(Metric::fullName)).doesNotHaveDuplicates();
    }

    @Test
    void everyMetricOfTheTableIsScrapedWithItsKindAndHelp() {
        LoopMetrics loop = metrics.loop();
        loop.route("blog").count(200, 1, 0, 0);
        List<String> lines = scrape();
        assertThat(Metric.values())
                .filteredOn(
                        metric -> lines.stream().anyMatch(it -> it.startsWith(metric.fullName())))
                .hasSizeGreaterThan(3)
                .allSatisfy(metric -> {
                    assertThat(lines).contains("# HELP " + metric.fullName() + " " + metric.help());
                    assertThat(lines)
                            .contains("# TYPE " + metric.fullName() + " " + metric.kind().word());
                });
        assertThat(Metric.reference()).contains("| `waggle_routes` | gauge |  | Routes");
    }

    private static void countMany(LoopMetrics loop, RouteCounters route) {
        for (int i = 0; i < 10_000; i++) {
            route.count(200, 5 * MILLI, 1, 1);
            loop.connectionOpened("https");
            loop.connectionClosed("https");
            loop.failed(Side.UPSTREAM, Kind.BAD_RESPONSE);
        }
    }

    private List<String> scrape() {
        return metrics.scrape().lines().toList();
    }
}
