package dev.waggle.proxy.observe;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One scrape: sums over the event loops, then what Prometheus's library writes out. */
final class Scrape {
    private final Map<Metric, Map<Labels, Double>> values = new EnumMap<>(Metric.class);
    private final Map<String, RouteCounters> routes = new HashMap<>();

    void addRoute(String name, RouteCounters counted) {
        routes.computeIfAbsent(name, _ -> new RouteCounters()).addAll(counted);
    }

    void add(Metric metric, double value, String... labels) {
        Labels set = Labels.of(metric.labels().toArray(String[]::new), labels);
        values.computeIfAbsent(metric, _ -> new HashMap<>()).merge(set, value, Double::sum);
    }

    void add(Metric metric, Counts counts) {
        counts.forEach((word, count) -> add(metric, (double) count, word));
    }

    MetricSnapshots snapshots() {
        routes.forEach(this::addCounters);
        List<MetricSnapshot> snapshots = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            switch (metric.kind()) {
                case COUNTER -> snapshots.add(counter(metric));
                case GAUGE -> snapshots.add(gauge(metric));
                case HISTOGRAM -> snapshots.add(durations(metric));
            }
        }
        return new MetricSnapshots(snapshots);
    }

    private void addCounters(String route, RouteCounters counted) {
        for (int statusClass = 0; statusClass < RouteCounters.CLASSES; statusClass++) {
            long requests = counted.requests(statusClass);
            if (requests > 0) {
                String code = statusClass == 0 ? "none" : statusClass + "xx";
                add(Metric.REQUESTS, (double) requests, route, code);
            }
        }
        add(Metric.REQUEST_BYTES, (double) counted.bytesIn(), route);
        add(Metric.RESPONSE_BYTES, (double) counted.bytesOut(), route);
    }

    private MetricSnapshot counter(Metric metric) {
        String base = metric.fullName().substring(0, metric.fullName().length() - 6);
        CounterSnapshot.Builder snapshot = CounterSnapshot.builder().name(base).help(metric.help());
        values(metric)
                .forEach((labels, value) ->
                        snapshot.dataPoint(
                                CounterSnapshot.CounterDataPointSnapshot.builder()
                                        .labels(labels)
                                        .value(value)
                                        .build()));
        return snapshot.build();
    }

    private MetricSnapshot gauge(Metric metric) {
        GaugeSnapshot.Builder snapshot =
                GaugeSnapshot.builder().name(metric.fullName()).help(metric.help());
        values(metric)
                .forEach((labels, value) ->
                        snapshot.dataPoint(
                                GaugeSnapshot.GaugeDataPointSnapshot.builder()
                                        .labels(labels)
                                        .value(value)
                                        .build()));
        return snapshot.build();
    }

    private MetricSnapshot durations(Metric metric) {
        HistogramSnapshot.Builder snapshot =
                HistogramSnapshot.builder().name(metric.fullName()).help(metric.help());
        routes.forEach((route, counted) ->
                snapshot.dataPoint(
                        HistogramSnapshot.HistogramDataPointSnapshot.builder()
                                .labels(Labels.of(metric.labels().getFirst(), route))
                                .classicHistogramBuckets(buckets(counted))
                                .sum(counted.seconds())
                                .build()));
        return snapshot.build();
    }

    private static ClassicHistogramBuckets buckets(RouteCounters counted) {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < RouteCounters.BUCKETS; i++) {
            buckets.bucket(RouteCounters.bound(i), counted.inBucket(i));
        }
        return buckets.build();
    }

    private Map<Labels, Double> values(Metric metric) {
        return values.getOrDefault(metric, Map.of());
    }
}
