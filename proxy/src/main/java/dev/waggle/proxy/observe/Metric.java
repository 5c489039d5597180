package dev.waggle.proxy.observe;

import java.util.List;
import java.util.Locale;

/** The one table of Waggle's own metrics; those of the JVM come beside them. */
public enum Metric {
    REQUESTS(
            "waggle_requests_total", "Requests by route and class of the status.", "route", "code"),
    REQUEST_DURATION(
            "waggle_request_duration_seconds",
            "Time from the first byte of a request to the end of its response, by route.",
            "route"),
    REQUEST_BYTES("waggle_request_bytes_total", "Bytes of request bodies, by route.", "route"),
    RESPONSE_BYTES("waggle_response_bytes_total", "Bytes of response bodies, by route.", "route"),
    CONNECTIONS("waggle_connections_open", "Open client connections, by listener.", "listener"),
    CONNECTIONS_ACCEPTED(
            "waggle_connections_total", "Client connections that were accepted.", "listener"),
    OVERLOAD_SHARE(
            "waggle_overload_share",
            "How much of a resource is used, of 1: memory, file descriptors, connections, the time"
                    + " that event loops may be late, requests that may wait.",
            "resource"),
    OVERLOAD_LEVEL(
            "waggle_overload_level", "What that comes to: 0 calm, 1 high, 2 critical.", "resource"),
    SHED(
            "waggle_overload_shed_total",
            "Connections that were closed because of an overload: `idle`, `slow`. Refused ones count"
                    + " in `waggle_refused_total` as `overloaded`.",
            "kind"),
    REFUSED(
            "waggle_refused_total",
            "Requests and connections that were refused, by the reason.",
            "reason"),
    FAILURES(
            "waggle_failures_total",
            "Exchanges that did not go well, by the side where and the kind why.",
            "side",
            "kind"),
    UPSTREAM_CONNECTS("waggle_upstream_connects_total", "Attempts to connect to a task.", "result"),
    UPSTREAM_CONNECTIONS(
            "waggle_upstream_connections", "Connections to tasks, in use or idle.", "state"),
    STREAMS_ENDED(
            "waggle_streams_ended_total",
            "WebSockets and event streams that were ended in order because their task, or Waggle"
                    + " itself, was about to stop.",
            "kind"),
    REQUESTS_WAITING(
            "waggle_requests_waiting", "Requests that wait for a task that is on its way."),
    WAITS(
            "waggle_waits_total",
            "Requests that waited for a task: `served`, `in-vain`, `full` (no room), `left`.",
            "result"),
    RETRIES("waggle_retries_total", "Further attempts at another endpoint.", "reason"),
    ENDPOINTS("waggle_endpoints", "Endpoints of all routes, by their state.", "state"),
    ENDPOINTS_FULL(
            "waggle_endpoints_full",
            "Endpoints that have as many requests or connections as their route lets them have."),
    EJECTIONS(
            "waggle_ejections_total",
            "Times that an endpoint was taken out of use, by the cause.",
            "cause"),
    TLS_HANDSHAKES("waggle_tls_handshakes_total", "TLS handshakes with clients.", "result"),
    ACCESS_LOG_DROPPED(
            "waggle_access_log_dropped_total",
            "Lines of the access log that were lost because standard output was too slow."),
    METRICS_FOLDED(
            "waggle_metrics_folded_total",
            "Times that a route or word was counted as `other` because there were too many."),
    TABLE_VERSION("waggle_table_version", "How many route tables were published."),
    ROUTES("waggle_routes", "Routes in the table."),
    PROBLEMS("waggle_problems", "Problems that an operator should mend."),
    HOUSEKEEPING_FAILURES(
            "waggle_housekeeping_failures_total",
            "Times that something that is done once a second failed; it is tried again."),
    DISCOVERY_AGE(
            "waggle_discovery_age_seconds", "Time since the services were last read completely."),
    DISCOVERY_KEPT(
            "waggle_discovery_from_snapshot",
            "1 while the services of the last run stand in for those that cannot be read."),
    DISCOVERY_REACTION(
            "waggle_discovery_reaction_seconds",
            "From the manager's writing down that a task runs or is to stop to the routes that say so:"
                    + " least (0), median (0.5) and longest (1) of the last 256.",
            "quantile"),
    DRAIN_LEAD(
            "waggle_drain_lead_seconds",
            "From our knowing that a task will stop to its end: least (0), median (0.5) and longest"
                    + " (1) of the last 256.",
            "quantile"),
    DOCKER_ERRORS("waggle_docker_errors_total", "Reads of the Docker Engine that failed."),
    CERTIFICATE_EXPIRY(
            "waggle_certificate_expiry_timestamp_seconds",
            "When the certificate that is served ends, by its first name.",
            "name"),
    CERTIFICATE_RENEWAL(
            "waggle_certificate_seconds_to_renewal",
            "Time until a certificate is to be renewed, by its names; negative when it is overdue.",
            "name"),
    ACME_ORDERS(
            "waggle_acme_orders_total",
            "Orders of certificates that came to an end: issued, renewed, failed.",
            "result"),
    ACME_FAILURES(
            "waggle_acme_failures_total",
            "Orders of certificates that failed, by the kind of problem.",
            "kind");

    private final String fullName;
    private final String help;
    private final List<String> labels;

    Metric(String fullName, String help, String... labels) {
        this.fullName = fullName;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** The name as it is scraped, {@code waggle_requests_total}. */
    public String fullName() {
        return fullName;
    }

    public String help() {
        return help;
    }

    public List<String> labels() {
        return labels;
    }

    /** Counters end with {@code _total}; the only histogram is the duration. */
    public Kind kind() {
        if (this == REQUEST_DURATION) {
            return Kind.HISTOGRAM;
        }
        return fullName.endsWith("_total") ? Kind.COUNTER : Kind.GAUGE;
    }

    /** How a metric behaves. */
    public enum Kind {
        COUNTER,
        GAUGE,
        HISTOGRAM;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The table as Markdown. */
    public static String reference() {
        StringBuilder text =
                new StringBuilder("| metric | kind | labels | meaning |\n|---|---|---|---|\n");
        for (Metric metric : values()) {
            text.append(
                    "| `%s` | %s | %s | %s |\n"
                            .formatted(
                                    metric.fullName,
                                    metric.kind().word(),
                                    String.join(", ", metric.labels),
                                    metric.help));
        }
        return text.toString();
    }
}
