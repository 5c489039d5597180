package dev.waggle.routing.labels;

import dev.waggle.routing.Affinity;
import dev.waggle.routing.Balance;
import dev.waggle.routing.EndpointLimits;
import dev.waggle.routing.EndpointOptions;
import dev.waggle.routing.HealthCheck;
import dev.waggle.routing.Malformed;
import dev.waggle.routing.UpstreamProtocol;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the labels of one route that say how its requests are spread over its endpoints. */
final class EndpointDecoder {
    private static final Pattern STATUSES = Pattern.compile("([0-9]{3})(?:-([0-9]{3}))?");
    private static final Pattern PATH = Pattern.compile("/[!-~&&[^#]]{0,1023}");
    private static final Pattern HASH =
            Pattern.compile("(?i)hash:(?:address|(?<where>header|cookie):(?<name>.+))");
    private static final Pattern GRPC = Pattern.compile("(?i)grpc(?::([A-Za-z0-9_./-]{1,255}))?");
    private static final int MAX_RANGES = 16;
    private static final int MAX_CONNECTIONS = 65_536;
    private static final int MAX_REQUESTS = 1_000_000;
    private static final Duration LEAST_INTERVAL = Duration.ofMillis(500);
    private static final Duration LEAST_TIMEOUT = Duration.ofMillis(10);
    private static final Duration MOST = Duration.ofHours(1);
    private static final Duration MOST_TIMEOUT = Duration.ofMinutes(1);

    private final RouteEntries entries;
    private final UpstreamProtocol protocol;
    private final ProblemList problems;

    /**
     * @param protocol what is spoken to the tasks
     */
    EndpointDecoder(RouteEntries entries, UpstreamProtocol protocol, ProblemList problems) {
        this.entries = entries;
        this.protocol = protocol;
        this.problems = problems;
    }

    /** What cannot be read keeps its default. */
    EndpointOptions decode(EndpointOptions defaults) {
        Optional<Balance> balance = read(LabelKey.BALANCE, EndpointDecoder::balance);
        Optional<Duration> slowStart =
                read(LabelKey.SLOW_START, text -> Durations.parse(text, Duration.ZERO, MOST));
        return new EndpointOptions(
                balance.isPresent() ? balance.get() : defaults.balance(),
                slowStart.isPresent() ? slowStart.get() : defaults.slowStart(),
                health(defaults.health()),
                affinity(defaults.affinity()),
                limits(defaults.limits()));
    }

    private Affinity affinity(Affinity otherwise) {
        Affinity sticky =
                read(LabelKey.STICKY, text -> new Affinity(text, false)).orElse(otherwise);
        return new Affinity(
                sticky.stickyCookie(),
                read(LabelKey.PREFER, EndpointDecoder::preferLocal)
                        .orElse(otherwise.preferLocal()));
    }

    private EndpointLimits limits(EndpointLimits otherwise) {
        return new EndpointLimits(
                read(LabelKey.MAX_CONNECTIONS, v -> Values.integer(v, 1, MAX_CONNECTIONS))
                        .orElse(otherwise.maxConnections()),
                read(LabelKey.MAX_REQUESTS, v -> Values.integer(v, 1, MAX_REQUESTS))
                        .orElse(otherwise.maxRequests()));
    }

    private static boolean preferLocal(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "local" -> true;
            case "any" -> false;
            default -> throw new Malformed("is none of the accepted values", "local or any");
        };
    }

    private static Balance balance(String text) {
        Matcher hash = HASH.matcher(text);
        if (hash.matches()) {
            return new Balance.Hash(hashKey(hash));
        }
        for (Balance balance : Balance.ByTurnOrLoad.values()) {
            if (balance.text().equals(text.toLowerCase(Locale.ROOT))) {
                return balance;
            }
        }
        throw new Malformed(
                "is no way to pick an endpoint",
                "round-robin, least-requests, peak-ewma, hash:address, hash:header:NAME or"
                        + " hash:cookie:NAME");
    }

    private static Balance.Key hashKey(Matcher hash) {
        String name = hash.group("name");
        if (name == null) {
            return new Balance.Key.Address();
        }
        return hash.group("where").equalsIgnoreCase("header")
                ? new Balance.Key.Header(name)
                : new Balance.Key.Cookie(name);
    }

    private @Nullable HealthCheck health(@Nullable HealthCheck otherwise) {
        Optional<Duration> interval =
                read(LabelKey.HEALTH_INTERVAL, text -> Durations.parse(text, LEAST_INTERVAL, MOST));
        Optional<Duration> timeout =
                read(
                        LabelKey.HEALTH_TIMEOUT,
                        text -> Durations.parse(text, LEAST_TIMEOUT, MOST_TIMEOUT));
        Optional<List<HealthCheck.Statuses>> statuses =
                read(LabelKey.HEALTH_STATUS, EndpointDecoder::statuses);
        return read(
                        LabelKey.HEALTH_PATH,
                        text ->
                                health(
                                        text,
                                        interval.orElse(HealthCheck.USUAL_INTERVAL),
                                        timeout.orElse(HealthCheck.USUAL_TIMEOUT),
                                        statuses.orElse(HealthCheck.Path.USUALLY_HEALTHY)))
                .orElse(otherwise);
    }

    private HealthCheck health(
            String text, Duration interval, Duration timeout, List<HealthCheck.Statuses> statuses) {
        Matcher grpc = GRPC.matcher(text);
        if (!grpc.matches()) {
            return new HealthCheck.Path(path(text), interval, timeout, statuses);
        }
        if (!protocol.isHttp2()) {
            throw new Malformed(
                    "needs HTTP/2 to the tasks", "the label routing-protocol with grpc or h2c too");
        }
        String service = grpc.group(1);
        return new HealthCheck.Grpc(service == null ? "" : service, interval, timeout);
    }

    private static String path(String text) {
        if (!PATH.matcher(text).matches()) {
            throw new Malformed(
                    "is no path",
                    "a path that begins with /, at most 1024 characters of ASCII; or grpc, or"
                            + " grpc:SERVICE");
        }
        return text;
    }

    private static List<HealthCheck.Statuses> statuses(String text) {
        String[] parts = text.split(",", MAX_RANGES + 1);
        if (parts.length > MAX_RANGES) {
            throw new Malformed("has too many ranges", "at most " + MAX_RANGES);
        }
        return Arrays.stream(parts).map(part -> range(part.strip())).toList();
    }

    private static HealthCheck.Statuses range(String text) {
        Matcher range = STATUSES.matcher(text);
        if (!range.matches()) {
            throw new Malformed("has a part that is none", "codes or ranges such as 200-299,401");
        }
        int first = Integer.parseInt(range.group(1));
        return new HealthCheck.Statuses(
                first, range.group(2) == null ? first : Integer.parseInt(range.group(2)));
    }

    private <T> Optional<T> read(LabelKey key, Function<String, T> parser) {
        return entries.get(key).flatMap(label -> LabelDecoder.read(label, parser, problems));
    }
}
