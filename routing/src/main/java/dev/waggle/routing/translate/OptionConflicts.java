package dev.waggle.routing.translate;

import dev.waggle.routing.Affinity;
import dev.waggle.routing.Auth;
import dev.waggle.routing.EndpointLimits;
import dev.waggle.routing.Problem;
import dev.waggle.routing.labels.LabelKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds where services that share a host and context ask for different things. */
final class OptionConflicts {
    /** The options that only one service can decide, by the label that sets them. */
    private static final Map<LabelKey, Function<Contribution, @Nullable Object>> OPTIONS =
            options();

    private OptionConflicts() {}

    /** One problem for each option of the younger that differs from the oldest's. */
    static List<Problem> between(Contribution oldest, Contribution younger) {
        List<Problem> problems = new ArrayList<>();
        OPTIONS.forEach((key, option) -> {
            if (!Objects.equals(option.apply(oldest), option.apply(younger))) {
                problems.add(problem(key, oldest, younger));
            }
        });
        return problems;
    }

    private static Problem problem(LabelKey key, Contribution oldest, Contribution younger) {
        String label = younger.labels().labelOf(key);
        String value = younger.service().labels().getOrDefault(label, "");
        return new Problem(
                younger.service().name(),
                label,
                value,
                "differs from what the older "
                        + oldest.name()
                        + " asks for; where both have the same host and context, the older counts",
                "make the label " + oldest.labels().labelOf(key) + " the same on both services");
    }

    private static Map<LabelKey, Function<Contribution, @Nullable Object>> options() {
        Map<LabelKey, Function<Contribution, @Nullable Object>> options = new TreeMap<>();
        options.put(LabelKey.INTERNAL_CONTEXT, c -> c.labels().internalContext());
        options.put(LabelKey.PRIORITY, c -> c.labels().priority());
        options.put(LabelKey.ON_HTTPS, c -> c.labels().options().upstreamTls().mode());
        options.put(LabelKey.UPSTREAM_NAME, c -> c.labels().options().upstreamTls().name());
        options.put(LabelKey.MAX_BODY, c -> c.labels().options().maxBodyBytes());
        options.put(LabelKey.AUTH, OptionConflicts::auth);
        options.put(LabelKey.AUTH_REALM, OptionConflicts::realm);
        options.put(LabelKey.CONNECT_TIMEOUT, c -> c.labels().options().timeouts().connect());
        options.put(LabelKey.RESPONSE_TIMEOUT, c -> c.labels().options().timeouts().response());
        options.put(LabelKey.IDLE_TIMEOUT, c -> c.labels().options().timeouts().idle());
        options.put(LabelKey.RETRIES, c -> c.labels().options().retries());
        options.put(LabelKey.PROXY_PROTOCOL, c -> c.labels().options().proxyHeader());
        options.put(LabelKey.BALANCE, c -> c.labels().options().endpoints().balance());
        options.put(LabelKey.STICKY, c -> affinity(c).stickyCookie());
        options.put(LabelKey.PREFER, c -> affinity(c).preferLocal());
        options.put(LabelKey.MAX_CONNECTIONS, c -> limits(c).maxConnections());
        options.put(LabelKey.MAX_REQUESTS, c -> limits(c).maxRequests());
        options.put(LabelKey.SLOW_START, c -> c.labels().options().endpoints().slowStart());
        options.put(LabelKey.HEALTH_PATH, c -> c.labels().options().endpoints().health());
        options.put(LabelKey.WAIT, c -> c.labels().options().whileChanging().longestWait());
        options.put(LabelKey.MAX_PENDING, c -> c.labels().options().whileChanging().maxPending());
        options.put(
                LabelKey.DRAIN_STREAMS, c -> c.labels().options().whileChanging().drainStreams());
        options.put(LabelKey.PROTOCOL, c -> c.labels().options().protocol());
        options.put(LabelKey.COMPRESS, c -> c.labels().options().compress());
        options.put(LabelKey.HSTS, c -> c.labels().options().hsts());
        options.put(LabelKey.REDIRECT_TO, c -> c.labels().options().redirectTo());
        options.put(LabelKey.FORWARD_AUTH, c -> c.labels().options().forwardAuth());
        options.put(LabelKey.REQUEST_HEADER, c -> c.labels().options().requestFields());
        options.put(LabelKey.RESPONSE_HEADER, c -> c.labels().options().responseFields());
        options.put(LabelKey.CORS, c -> c.labels().options().cors());
        return options;
    }

    private static Affinity affinity(Contribution contribution) {
        return contribution.labels().options().endpoints().affinity();
    }

    private static EndpointLimits limits(Contribution contribution) {
        return contribution.labels().options().endpoints().limits();
    }

    private static Object auth(Contribution contribution) {
        return switch (contribution.labels().options().auth()) {
            case Auth.Off _ -> "off";
            case Auth.File(var path, _) -> path;
            case Auth.Broken _ -> "broken";
        };
    }

    /** The realm that was asked for; each service's own name by default, which is no conflict. */
    private static String realm(Contribution contribution) {
        return contribution.labels().options().auth() instanceof Auth.File(_, String realm)
                        && !realm.equals(contribution.service().name())
                ? realm
                : "";
    }
}
