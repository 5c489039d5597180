package dev.waggle.routing.labels;

import static dev.waggle.routing.labels.LabelKey.Trait.GUARD;
import static dev.waggle.routing.labels.LabelKey.Trait.NAMED;
import static dev.waggle.routing.labels.LabelKey.Trait.SERVICE;

import java.util.List;

/**
 * The one table of keys: what the decoder knows, what problems suggest, and what the reference is
 * made from.
 */
public enum LabelKey {
    HOST(
            "host",
            "list of names; `*.example.org` one extra label; `*` catch-all; at most 64",
            "required, or only `extra-hosts` / `prometheus-*`",
            "Host names that are exposed. Empty: the service is not exposed."),
    PORT("port", "1-65535", "required", "Container port of every task of the service."),
    CONTEXT(
            "context",
            "path, at most 1024 bytes",
            "`/`",
            "Path prefix under the host; matches on segment boundaries and is stripped."),
    INTERNAL_CONTEXT(
            "internal-context",
            "path, at most 1024 bytes",
            "none",
            "Prefix put in place of the stripped one."),
    PRIORITY(
            "priority",
            "integer, -1000000 to 1000000",
            "0",
            "The higher wins among the routes of a host, before the longer context."),
    NETWORK(
            "network",
            "network name (`stack_net`, or `net` within the service's stack)",
            "a shared one, never `ingress`; several: by name",
            "The network on which the tasks are addressed."),
    PROTOCOL(
            "protocol",
            "`http`, `h2c`, `grpc` (h2c; with on-https: h2 over TLS)",
            "`http`",
            "What is spoken to the tasks."),
    ON_HTTPS(
            "on-https",
            "`false`, `true` (= `verify`), `verify`, `insecure`",
            "`false`",
            "Talk TLS to the tasks; `insecure` does not verify the certificate."),
    UPSTREAM_NAME(
            "upstream-name",
            "name",
            "the route's host",
            "Name sent as SNI to the tasks and verified."),
    MAX_BODY(
            "max-body",
            "size such as `512k`, `10m`, `1g`, at most `1048576g`; `0` = no limit",
            "`1m`; `0` for `grpc`",
            "Largest request body; over it: 413. Not applied to tunnels."),
    AUTH(
            "auth",
            "htpasswd file below `auth-folders` (`/run/secrets`, `/etc/auth-config`); `off`",
            "off",
            "Basic authentication. Unreadable: 403 and a problem.",
            GUARD),
    AUTH_REALM(
            "auth-realm",
            "text, at most 128 characters",
            "full service name",
            "The realm shown by basic authentication."),
    EXTRA_HOSTS(
            "extra-hosts",
            "list of names; at most 64",
            "none",
            "Names that get a certificate and the https redirect, then 404."),
    TLS(
            "tls",
            "`acme`, `files`, `self-signed`, `off` (served on :80, no redirect)",
            "by configuration",
            "Where the host's certificate comes from."),
    CERT_NAMES(
            "cert-names",
            "list of names; at most 64",
            "one per host",
            "One certificate for these names."),
    BALANCE(
            "balance",
            "`round-robin`, `least-requests`, `peak-ewma`, `hash:address`, `hash:header:NAME`,"
                    + " `hash:cookie:NAME`",
            "`round-robin`; `least-requests` above two endpoints",
            "How an endpoint is picked. By a hash, the same key stays with the same endpoint unless"
                    + " that has a quarter more to do than the others."),
    STICKY(
            "sticky",
            "cookie name, at most 128 characters",
            "off",
            "Keeps a client at one endpoint, with a cookie that tells nothing of it, until the task"
                    + " drains or fails."),
    PREFER(
            "prefer",
            "`local`, `any`",
            "`any`",
            "`local`: tasks of the proxy's own node come first, as long as one of them is well."),
    HEALTH_PATH(
            "health-path",
            "path, at most 1024 characters; `grpc`, `grpc:SERVICE`",
            "off",
            "Asked with GET whether a task is well: before its first request, then again and again."
                    + " `grpc` asks gRPC's own health service instead."),
    HEALTH_INTERVAL("health-interval", "duration, `500ms` to `1h`", "10s", "Time between checks."),
    HEALTH_TIMEOUT("health-timeout", "duration, `10ms` to `1m`", "2s", "Time for one check."),
    HEALTH_STATUS(
            "health-status",
            "list of codes or ranges, at most 16",
            "`200-399`",
            "What is healthy."),
    SLOW_START(
            "slow-start",
            "duration, `0s` to `1h`",
            "10s; `0s` for `round-robin`",
            "Time in which a new endpoint warms up with fewer requests."),
    CONNECT_TIMEOUT(
            "connect-timeout",
            "duration, `10ms` to `1m`",
            "3s",
            "Until a connection to the task stands."),
    RESPONSE_TIMEOUT(
            "response-timeout",
            "duration, `10ms` to `1d`",
            "60s",
            "Until the head of the response."),
    IDLE_TIMEOUT(
            "idle-timeout",
            "duration, `10ms` to `7d`",
            "60s (tunnels 1h)",
            "Between two reads of a body; of tunnels too when given."),
    RETRIES("retries", "0-5", "2", "Further attempts at other endpoints, when that is safe."),
    WAIT(
            "wait",
            "duration, up to `5m`; `0s` = not at all",
            "10s",
            "How long a request waits while no task can serve but one is on its way."),
    DRAIN_STREAMS(
            "drain-streams",
            "`early`, `deadline`",
            "`early`",
            "When WebSockets and event streams of a task that is about to stop end: in order, 0.2 to"
                    + " 2 s after that is known, or when the task ends them, at the latest shortly"
                    + " before its stop grace period is over."),
    MAX_CONNECTIONS(
            "max-connections",
            "1-65536",
            "1024 for each event loop, `upstream.max-connections`",
            "Connections to each endpoint; each event loop has its part, rounded up. Where all are"
                    + " busy at all endpoints: 503 at once."),
    MAX_PENDING(
            "max-pending",
            "integer, 0 to 100000",
            "1024",
            "How many requests of the route wait at a time; over it: 503."),
    MAX_REQUESTS(
            "max-requests",
            "1-1000000",
            "none",
            "Requests at work at each endpoint; where all have as many: 503 at once."),
    RATE_LIMIT(
            "rate-limit",
            "`100/s burst 200 by address` or `by header:NAME`; `/m`, `/h`; burst: as many as in a"
                    + " period, by address",
            "off",
            "Requests per client; over it: 429 with `Retry-After`."),
    IN_FLIGHT_LIMIT(
            "in-flight-limit",
            "1-1000000",
            "off",
            "Requests of the route at work at once; over it: 503."),
    ALLOW_FROM(
            "allow-from",
            "list of addresses and CIDR, at most 256",
            "everyone",
            "Client addresses that may pass; others: 403. Unreadable: the route is closed.",
            GUARD),
    COMPRESS("compress", "boolean", "on", "Compression of responses from 1 KiB."),
    HSTS(
            "hsts",
            "duration up to `3650d`, optionally `; includeSubDomains; preload`",
            "off",
            "Strict-Transport-Security, in place of the task's, on https only."),
    REDIRECT_TO(
            "redirect-to",
            "`URL`, or `301 URL` (also 302, 307, 308); `{path}` and `{query}` filled in",
            "off; 308",
            "Redirects instead of passing on; no port is needed then."),
    FORWARD_AUTH(
            "forward-auth",
            "URL of `http` or `https`; `off`",
            "off",
            "Asks another service, with the fields of each request, whether it may pass.",
            GUARD),
    FORWARD_AUTH_HEADERS(
            "forward-auth-headers",
            "list of names, at most 32",
            "none",
            "Fields of its answer that the task gets; a client cannot send them.",
            GUARD),
    REQUEST_HEADER(
            "request-header.",
            "value; empty removes; at most 32 fields",
            "none",
            "Sets a field of the request.",
            NAMED),
    RESPONSE_HEADER(
            "response-header.",
            "value; empty removes; at most 32 fields",
            "none",
            "Sets a field of the response.",
            NAMED),
    CORS(
            "cors",
            "list of origins, at most 64, or `*` (without credentials)",
            "off",
            "Answers preflights, and says which origins may read."),
    PROXY_PROTOCOL(
            "proxy-protocol",
            "`v1`, `v2`; `off`",
            "off",
            "Connections to the tasks begin with a PROXY protocol header, and carry one request each."
                    + " Not with `protocol` `h2c` or `grpc`."),
    PROMETHEUS_JOB(
            "prometheus-job",
            "name, at most 128 characters",
            "none",
            "The service is a Prometheus target of this job.",
            SERVICE),
    PROMETHEUS_PORT("prometheus-port", "1-65535", "none", "The port that is scraped.", SERVICE);

    /** What sets a key apart from the others. */
    enum Trait {
        /** Restricts who may pass: when it cannot be obeyed, nobody may. */
        GUARD,
        /** Ends in a name of the user's. */
        NAMED,
        /** Stands on the service without a prefix, and not on a route. */
        SERVICE
    }

    private final String key;
    private final String accepted;
    private final String defaultValue;
    private final String description;
    private final List<Trait> traits;

    LabelKey(
            String key, String accepted, String defaultValue, String description, Trait... traits) {
        this.key = key;
        this.accepted = accepted;
        this.defaultValue = defaultValue;
        this.description = description;
        this.traits = List.of(traits);
    }

    /** The key without prefix: {@code max-body}; of a key with a free name up to its dot. */
    public String key() {
        return key;
    }

    /** The label of the unnamed route: {@code routing-max-body}. */
    public String label() {
        String name = traits.contains(NAMED) ? key + "NAME" : key;
        return traits.contains(SERVICE) ? name : "routing-" + name;
    }

    /** The accepted values with their range, in words and Markdown. */
    public String accepted() {
        return accepted;
    }

    /** What holds without the label, in words and Markdown. */
    public String defaultValue() {
        return defaultValue;
    }

    /** What the label does, a sentence or two. */
    public String description() {
        return description;
    }

    boolean isGuard() {
        return traits.contains(GUARD);
    }

    boolean isOfService() {
        return traits.contains(SERVICE);
    }

    boolean isNamed() {
        return traits.contains(NAMED);
    }

    /** Whether a key in lower case is this one. */
    boolean names(String candidate) {
        return traits.contains(NAMED)
                ? candidate.startsWith(key) && candidate.length() > key.length()
                : candidate.equals(key);
    }
}
