package dev.waggle.routing.check;

import static dev.waggle.routing.labels.Durations.text;

import dev.waggle.routing.Auth;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.Timeouts;
import dev.waggle.routing.TlsMode;
import dev.waggle.routing.UpstreamTls;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The options of a route that are not the default, as they would be written in labels. */
final class OptionsText {
    private OptionsText() {}

    static String of(Route route) {
        RouteOptions options = route.options();
        RouteOptions usual = RouteOptions.DEFAULTS;
        List<String> parts = new ArrayList<>();
        if (route.internalContext() != null) {
            parts.add("internal-context=" + route.internalContext().value());
        }
        if (route.priority() != 0) {
            parts.add("priority=" + route.priority());
        }
        addTls(parts, options);
        if (options.maxBodyBytes() != usual.maxBodyBytes()) {
            parts.add("max-body=" + size(options.maxBodyBytes()));
        }
        addAuth(parts, options.auth());
        addTimeouts(parts, options.timeouts(), usual.timeouts());
        if (options.retries() != usual.retries()) {
            parts.add("retries=" + options.retries());
        }
        return parts.isEmpty() ? "-" : String.join(" ", parts);
    }

    private static void addTls(List<String> parts, RouteOptions options) {
        if (options.upstreamTls().mode() != UpstreamTls.Mode.OFF) {
            parts.add("on-https=" + lower(options.upstreamTls().mode()));
        }
        if (options.upstreamTls().name() != null) {
            parts.add("upstream-name=" + options.upstreamTls().name().ascii());
        }
        if (options.tls() != TlsMode.DEFAULT) {
            parts.add("tls=" + lower(options.tls()).replace('_', '-'));
        }
        if (!options.certNames().isEmpty()) {
            parts.add(
                    "cert-names="
                            + String.join(
                                    ",", options.certNames().stream().map(n -> n.text()).toList()));
        }
    }

    private static void addAuth(List<String> parts, Auth auth) {
        switch (auth) {
            case Auth.Off _ -> {}
            case Auth.File(var path, _) -> parts.add("auth=" + path);
            case Auth.Broken _ -> parts.add("closed");
        }
    }

    private static void addTimeouts(List<String> parts, Timeouts timeouts, Timeouts usual) {
        if (!timeouts.connect().equals(usual.connect())) {
            parts.add("connect-timeout=" + text(timeouts.connect()));
        }
        if (!timeouts.response().equals(usual.response())) {
            parts.add("response-timeout=" + text(timeouts.response()));
        }
        if (!timeouts.idle().equals(usual.idle())) {
            parts.add("idle-timeout=" + text(timeouts.idle()));
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
