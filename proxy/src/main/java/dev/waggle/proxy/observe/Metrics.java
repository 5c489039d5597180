package dev.waggle.proxy.observe;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All metrics: those that the event loops count, those that are asked for when somebody scrapes,
 * and those of the JVM. Methods may be called from any thread.
 */
public final class Metrics implements AutoCloseable {
    /** The content type of a scrape. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** How long the series of a route that is gone are still there, for the last scrapes. */
    static final Duration KEEP_GONE_ROUTES = Duration.ofMinutes(10);

    private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final InstantSource clock;
    private final List<LoopMetrics> loops = new CopyOnWriteArrayList<>();
    private final List<Consumer<Scrape>> sources = new CopyOnWriteArrayList<>();
    private final Map<String, Instant> goneSince = new ConcurrentHashMap<>();
    private volatile Set<String> routes = Set.of();

    /**
     * @param clock tells when series of routes that are gone have been kept long enough
     */
    public Metrics(InstantSource clock) {
        this.clock = clock;
        bindJvm();
        MultiCollector collector = this::collect;
        registry.getPrometheusRegistry().register(collector);
    }

    /** Counters for one event loop. */
    public LoopMetrics loop() {
        LoopMetrics loop = new LoopMetrics();
        loops.add(loop);
        return loop;
    }

    /** A metric without labels that is asked for at each scrape; must not block. */
    public void observe(Metric metric, DoubleSupplier value) {
        sources.add(scrape -> scrape.add(metric, value.getAsDouble()));
    }

    /** A metric with one label that is asked for at each scrape; must not block. */
    public void observeEach(Metric metric, Supplier<Map<String, Double>> values) {
        sources.add(scrape -> values.get().forEach((label, it) -> scrape.add(metric, it, label)));
    }

    /** Says which routes are in the table now. Series of other ones go after ten minutes. */
    public void routesAre(Set<String> names) {
        Set<String> before = routes;
        routes = Set.copyOf(names);
        Instant now = clock.instant();
        before.stream()
                .filter(name -> !names.contains(name))
                .forEach(name -> goneSince.putIfAbsent(name, now));
        goneSince.keySet().removeAll(names);
    }

    /** Everything in Prometheus's text format. */
    public String scrape() {
        return registry.scrape();
    }

    /** The same, to a stream. */
    public void scrape(OutputStream out) throws IOException {
        registry.scrape(out);
    }

    /** The registry, for meters that are not on the data path. */
    public PrometheusMeterRegistry registry() {
        return registry;
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }

    private MetricSnapshots collect() {
        forgetGoneRoutes();
        Scrape scrape = new Scrape();
        loops.forEach(loop -> loop.addTo(scrape));
        sources.forEach(source -> ask(source, scrape));
        return scrape.snapshots();
    }

    /** One that fails must not take the other metrics with it. */
    private static void ask(Consumer<Scrape> source, Scrape scrape) {
        try {
            source.accept(scrape);
        } catch (RuntimeException e) {
            LOG.warn("a metric could not be asked for", e);
        }
    }

    private void forgetGoneRoutes() {
        Instant before = clock.instant().minus(KEEP_GONE_ROUTES);
        Set<String> forgotten = new HashSet<>();
        goneSince.forEach((name, since) -> {
            if (!since.isAfter(before)) {
                forgotten.add(name);
            }
        });
        loops.forEach(loop -> loop.forget(forgotten));
        goneSince.keySet().removeAll(forgotten);
    }

    private void bindJvm() {
        leaveOutWhatPromtoolFaults();
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        bindProcessor();
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        gc.bindTo(registry);
    }

    /**
     * Two meters have names that {@code promtool check metrics} finds fault with: nanoseconds, and
     * a gauge that ends in {@code count}. Filters come before all meters, or Micrometer warns.
     */
    private void leaveOutWhatPromtoolFaults() {
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
    }

    /** The time of the processor in seconds, named as every client library of Prometheus does. */
    private void bindProcessor() {
        new ProcessorMetrics().bindTo(registry);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            FunctionCounter.builder("process.cpu", system, Metrics::processorSeconds)
                    .baseUnit("seconds")
                    .description("Processor time that the process has used.")
                    .register(registry);
        }
    }

    private static double processorSeconds(OperatingSystemMXBean system) {
        return system.getProcessCpuTime() / (double) NANOS_PER_SECOND;
    }
}
