package dev.waggle.routing.check;

import static dev.waggle.routing.labels.Durations.text;

import dev.waggle.routing.AddressRange;
import dev.waggle.routing.Admission;
import dev.waggle.routing.Cors;
import dev.waggle.routing.FieldEdit;
import dev.waggle.routing.ForwardAuth;
import dev.waggle.routing.Hsts;
import dev.waggle.routing.Middleware;
import dev.waggle.routing.RateLimit;
import dev.waggle.routing.Redirect;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What happens to requests and responses on their way, as it would be written in labels. */
final class MiddlewareText {
    private MiddlewareText() {}

    static void add(SequencedMap<String, String> parts, Middleware middleware) {
        if (!middleware.compress()) {
            parts.put("compress", "off");
        }
        addHsts(parts, middleware.hsts());
        addRedirect(parts, middleware.redirectTo());
        addForwardAuth(parts, middleware.forwardAuth());
        addEdits(parts, "request-header.", middleware.requestFields());
        addEdits(parts, "response-header.", middleware.responseFields());
        addCors(parts, middleware.cors());
        addAdmission(parts, middleware.admission());
    }

    private static void addHsts(SequencedMap<String, String> parts, @Nullable Hsts hsts) {
        if (hsts != null) {
            String includeSubDomains = hsts.includeSubDomains() ? "; includeSubDomains" : "";
            String preload = hsts.preload() ? "; preload" : "";
            parts.put("hsts", text(hsts.maxAge()) + includeSubDomains + preload);
        }
    }

    private static void addRedirect(
            SequencedMap<String, String> parts, @Nullable Redirect redirect) {
        if (redirect != null) {
            String status =
                    redirect.status() == Redirect.DEFAULT_STATUS ? "" : redirect.status() + " ";
            parts.put("redirect-to", status + redirect.template());
        }
    }

    private static void addForwardAuth(
            SequencedMap<String, String> parts, @Nullable ForwardAuth auth) {
        if (auth != null) {
            parts.put("forward-auth", auth.url().text());
            if (!auth.copiedFields().isEmpty()) {
                parts.put("forward-auth-headers", String.join(",", auth.copiedFields()));
            }
        }
    }

    /** Names only: what a field is set to may be a credential. */
    private static void addEdits(
            SequencedMap<String, String> parts, String key, List<FieldEdit> edits) {
        for (FieldEdit edit : edits) {
            parts.put(key + edit.name(), edit.isRemoval() ? "removed" : "set");
        }
    }

    private static void addCors(SequencedMap<String, String> parts, @Nullable Cors cors) {
        if (cors != null) {
            parts.put("cors", cors.isForEveryone() ? "*" : String.join(",", cors.origins()));
        }
    }

    private static void addAdmission(SequencedMap<String, String> parts, Admission admission) {
        if (!admission.allowFrom().isEmpty()) {
            String ranges =
                    admission.allowFrom().stream()
                            .map(AddressRange::toString)
                            .collect(Collectors.joining(","));
            parts.put("allow-from", ranges);
        }
        if (admission.rateLimit() != null) {
            parts.put("rate-limit", rateText(admission.rateLimit()));
        }
        if (admission.inFlightLimit() > 0) {
            parts.put("in-flight-limit", Integer.toString(admission.inFlightLimit()));
        }
    }

    private static String rateText(RateLimit limit) {
        String unit =
                switch ((int) limit.period().toSeconds()) {
                    case 1 -> "s";
                    case 60 -> "m";
                    default -> "h";
                };
        String by =
                switch (limit.by()) {
                    case RateLimit.By.Address() -> "address";
                    case RateLimit.By.Header(String name) -> "header:" + name;
                };
        return limit.requests() + "/" + unit + " burst " + limit.burst() + " by " + by;
    }
}
