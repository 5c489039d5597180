package dev.waggle.routing.labels;

import dev.waggle.routing.Cors;
import dev.waggle.routing.FieldEdit;
import dev.waggle.routing.ForwardAuth;
import dev.waggle.routing.Hsts;
import dev.waggle.routing.HttpUrl;
import dev.waggle.routing.Malformed;
import dev.waggle.routing.Middleware;
import dev.waggle.routing.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the labels of one route that change its requests and responses on their way. */
final class MiddlewareDecoder {
    private static final int MAX_FIELDS = 32;
    private static final int MAX_ORIGINS = 64;
    private static final Duration MAX_HSTS = Duration.ofDays(3650);
    private static final Pattern STATUS_AND_URL = Pattern.compile("([0-9]{3})[ \t]+(.*)");

    private final RouteEntries entries;
    private final ProblemList problems;
    private final AdmissionDecoder admission;

    MiddlewareDecoder(RouteEntries entries, ProblemList problems) {
        this.entries = entries;
        this.problems = problems;
        this.admission = new AdmissionDecoder(entries, problems);
    }

    /** What cannot be read keeps its default; a guard that cannot be read is noted as broken. */
    Middleware decode(Middleware defaults) {
        return new Middleware(
                read(LabelKey.COMPRESS, Values::bool).orElse(defaults.compress()),
                forwardAuth(defaults.forwardAuth()),
                edits(LabelKey.REQUEST_HEADER, FieldEdit::ofRequest)
                        .orElse(defaults.requestFields()),
                edits(LabelKey.RESPONSE_HEADER, FieldEdit::ofResponse)
                        .orElse(defaults.responseFields()),
                cors(defaults.cors()),
                hsts(defaults.hsts()),
                redirect(defaults.redirectTo()),
                admission.decode(defaults.admission()));
    }

    // ---- who may pass ----

    private @Nullable ForwardAuth forwardAuth(@Nullable ForwardAuth otherwise) {
        Optional<List<String>> fields =
                Guards.read(
                        LabelKey.FORWARD_AUTH_HEADERS, MiddlewareDecoder::names, entries, problems);
        Optional<Label> label = entries.get(LabelKey.FORWARD_AUTH);
        if (label.isEmpty()) {
            fields.ifPresent(_ -> reportNobodyIsAsked());
            return otherwise;
        }
        return Guards.read(LabelKey.FORWARD_AUTH, MiddlewareDecoder::authUrl, entries, problems)
                .flatMap(url -> url)
                .map(url -> new ForwardAuth(url, fields.orElse(List.of())))
                .orElse(null);
    }

    private static Optional<HttpUrl> authUrl(String text) {
        return text.equals("off") ? Optional.empty() : Optional.of(HttpUrl.parse(text));
    }

    /**
     * Without the whole list a client could send one of the fields itself, and be taken for
     * whomever it names.
     */
    private static List<String> names(String text) {
        List<String> names = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (String name : list(text, ForwardAuth.MAX_FIELDS, "names")) {
            FieldEdit.ofRequest(name, "");
            if (seen.add(name.toLowerCase(Locale.ROOT))) {
                names.add(name);
            }
        }
        return names;
    }

    private void reportNobodyIsAsked() {
        String label = entries.labelOf(LabelKey.FORWARD_AUTH);
        problems.add(
                entries.labelOf(LabelKey.FORWARD_AUTH_HEADERS),
                "",
                "nobody is asked whose answer could have these fields",
                "add the label " + label + ": " + LabelKey.FORWARD_AUTH.accepted());
    }

    // ---- fields ----

    private Optional<List<FieldEdit>> edits(
            LabelKey key, BiFunction<String, String, FieldEdit> edit) {
        List<RouteEntries.Named> labels = entries.named(key);
        List<FieldEdit> edits = new ArrayList<>();
        for (RouteEntries.Named named : labels) {
            if (edits.size() == MAX_FIELDS) {
                reportTooMany(named.label());
                break;
            }
            LabelDecoder.read(named.label(), value -> edit.apply(named.name(), value), problems)
                    .ifPresent(edits::add);
        }
        return labels.isEmpty() ? Optional.empty() : Optional.of(edits);
    }

    private void reportTooMany(Label label) {
        problems.add(
                label.key(),
                label.value(),
                "the route has more than " + MAX_FIELDS + " such labels; the others are ignored",
                "let the task set the others");
    }

    private @Nullable Hsts hsts(@Nullable Hsts otherwise) {
        Optional<Hsts> hsts = read(LabelKey.HSTS, MiddlewareDecoder::hsts);
        return hsts.isPresent() ? hsts.get() : otherwise;
    }

    private static Hsts hsts(String text) {
        String[] parts = text.split(";", -1);
        boolean includeSubDomains = false;
        boolean preload = false;
        for (int i = 1; i < parts.length; i++) {
            switch (parts[i].strip().toLowerCase(Locale.ROOT)) {
                case "includesubdomains" -> includeSubDomains = true;
                case "preload" -> preload = true;
                default ->
                        throw new Malformed(
                                "has a part that is none",
                                "a duration, then ; includeSubDomains; preload if wanted");
            }
        }
        Duration maxAge = Durations.parse(parts[0].strip(), Duration.ZERO, MAX_HSTS);
        return new Hsts(maxAge, includeSubDomains, preload);
    }

    // ---- origins and redirects ----

    /** One bad origin spoils only itself. */
    private @Nullable Cors cors(@Nullable Cors otherwise) {
        Optional<List<String>> list =
                read(LabelKey.CORS, text -> list(text, MAX_ORIGINS, "origins"));
        if (list.isEmpty()) {
            return otherwise;
        }
        return list.get().equals(List.of("*")) ? Cors.EVERYONE : cors(list.get(), otherwise);
    }

    private @Nullable Cors cors(List<String> entries, @Nullable Cors otherwise) {
        String key = this.entries.get(LabelKey.CORS).orElseThrow().key();
        Set<String> origins = new LinkedHashSet<>();
        for (String entry : entries) {
            LabelDecoder.read(new Label(key, entry), Cors::origin, problems)
                    .ifPresent(origins::add);
        }
        // With none left, the empty list must not come to mean everyone.
        return origins.isEmpty() ? otherwise : new Cors(List.copyOf(origins));
    }

    private @Nullable Redirect redirect(@Nullable Redirect otherwise) {
        Optional<Redirect> redirect =
                read(LabelKey.REDIRECT_TO, RouteDecoder.orLeftOut(MiddlewareDecoder::redirect));
        return redirect.isPresent() ? redirect.get() : otherwise;
    }

    private static Redirect redirect(String text) {
        Matcher withStatus = STATUS_AND_URL.matcher(text);
        return withStatus.matches()
                ? new Redirect(Integer.parseInt(withStatus.group(1)), withStatus.group(2))
                : new Redirect(Redirect.DEFAULT_STATUS, text);
    }

    // ---- lists ----

    private static List<String> list(String text, int most, String what) {
        String[] entries = text.split(",", most + 1);
        if (entries.length > most) {
            throw new Malformed("has more than " + most + " " + what, "fewer " + what);
        }
        return List.of(entries).stream().map(String::strip).toList();
    }

    private <T> Optional<T> read(LabelKey key, Function<String, T> parser) {
        return entries.get(key).flatMap(label -> LabelDecoder.read(label, parser, problems));
    }
}
