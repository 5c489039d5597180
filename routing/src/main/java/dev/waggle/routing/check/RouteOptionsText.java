package dev.waggle.routing.check;

import static dev.waggle.routing.labels.Durations.text;

import dev.waggle.routing.Auth;
import dev.waggle.routing.EndpointOptions;
import dev.waggle.routing.HealthCheck;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.Timeouts;
import dev.waggle.routing.TlsMode;
import dev.waggle.routing.UpstreamTls;
import dev.waggle.routing.WhileChanging;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/** The options of a route that are not the default, as they would be written in labels. */
public final class RouteOptionsText {
    private RouteOptionsText() {}

    /** By the key of its label, in the order of the reference. */
    public static SequencedMap<String, String> of(Route route) {
        RouteOptions options = route.options();
        RouteOptions usual = RouteOptions.DEFAULTS;
        SequencedMap<String, String> parts = new LinkedHashMap<>();
        if (route.internalContext() != null) {
            parts.put("internal-context", route.internalContext().value());
        }
        if (route.priority() != 0) {
            parts.put("priority", Integer.toString(route.priority()));
        }
        addTls(parts, options);
        if (options.maxBodyBytes() != usual.maxBodyBytes()) {
            parts.put("max-body", size(options.maxBodyBytes()));
        }
        addAuth(parts, options.auth());
        addTimeouts(parts, options.timeouts(), usual.timeouts());
        if (options.retries() != usual.retries()) {
            parts.put("retries", Integer.toString(options.retries()));
        }
        if (options.protocol() != usual.protocol()) {
            parts.put("protocol", options.protocol().text());
        }
        if (options.proxyHeader() != usual.proxyHeader()) {
            parts.put("proxy-protocol", options.proxyHeader().text());
        }
        addWhileChanging(parts, options.whileChanging(), usual.whileChanging());
        addEndpoints(parts, options.endpoints());
        MiddlewareText.add(parts, options.middleware());
        return parts;
    }

    private static void addTls(SequencedMap<String, String> parts, RouteOptions options) {
        if (options.upstreamTls().mode() != UpstreamTls.Mode.OFF) {
            parts.put("on-https", lower(options.upstreamTls().mode()));
        }
        if (options.upstreamTls().name() != null) {
            parts.put("upstream-name", options.upstreamTls().name().ascii());
        }
        if (options.tls() != TlsMode.DEFAULT) {
            parts.put("tls", lower(options.tls()).replace('_', '-'));
        }
        if (!options.certNames().isEmpty()) {
            parts.put(
                    "cert-names",
                    String.join(",", options.certNames().stream().map(n -> n.text()).toList()));
        }
    }

    private static void addAuth(SequencedMap<String, String> parts, Auth auth) {
        switch (auth) {
            case Auth.Off _ -> {}
            case Auth.File(var path, _) -> parts.put("auth", path.toString());
            case Auth.Broken _ -> parts.put("auth", "closed");
        }
    }

    private static void addTimeouts(
            SequencedMap<String, String> parts, Timeouts timeouts, Timeouts usual) {
        if (!timeouts.connect().equals(usual.connect())) {
            parts.put("connect-timeout", text(timeouts.connect()));
        }
        if (!timeouts.response().equals(usual.response())) {
            parts.put("response-timeout", text(timeouts.response()));
        }
        if (!timeouts.idle().equals(usual.idle())) {
            parts.put("idle-timeout", text(timeouts.idle()));
        }
    }

    private static void addEndpoints(SequencedMap<String, String> parts, EndpointOptions options) {
        if (options.balance() != null) {
            parts.put("balance", options.balance().text());
        }
        if (options.affinity().stickyCookie() != null) {
            parts.put("sticky", options.affinity().stickyCookie());
        }
        if (options.affinity().preferLocal()) {
            parts.put("prefer", "local");
        }
        if (options.limits().maxConnections() > 0) {
            parts.put("max-connections", Integer.toString(options.limits().maxConnections()));
        }
        if (options.limits().maxRequests() > 0) {
            parts.put("max-requests", Integer.toString(options.limits().maxRequests()));
        }
        if (options.slowStart() != null) {
            parts.put("slow-start", text(options.slowStart()));
        }
        HealthCheck health = options.health();
        if (health != null) {
            parts.put("health-path", health.text());
            parts.put("health-interval", text(health.interval()));
            parts.put("health-timeout", text(health.timeout()));
            if (health instanceof HealthCheck.Path path) {
                parts.put("health-status", path.healthyText());
            }
        }
    }

    private static void addWhileChanging(
            SequencedMap<String, String> parts, WhileChanging changing, WhileChanging usual) {
        if (!changing.longestWait().equals(usual.longestWait())) {
            parts.put("wait", text(changing.longestWait()));
        }
        if (changing.drainStreams() != usual.drainStreams()) {
            parts.put("drain-streams", lower(changing.drainStreams()));
        }
        if (changing.maxPending() != usual.maxPending()) {
            parts.put("max-pending", Integer.toString(changing.maxPending()));
        }
    }

    private static String size(long bytes) {
        if (bytes == 0 || bytes % 1024 != 0) {
            return Long.toString(bytes);
        }
        long kibibytes = bytes / 1024;
        if (kibibytes % 1024 != 0) {
            return kibibytes + "k";
        }
        long mebibytes = kibibytes / 1024;
        return mebibytes % 1024 == 0 ? mebibytes / 1024 + "g" : mebibytes + "m";
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
