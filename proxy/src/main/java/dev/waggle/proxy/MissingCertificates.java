package dev.waggle.proxy;

import dev.waggle.acme.life.CertificateState;
import dev.waggle.acme.life.CertificateStates;
import dev.waggle.acme.life.Serving;
import dev.waggle.acme.life.Work;
import dev.waggle.proxy.certificates.WantedNames;
import dev.waggle.routing.Problem;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.TlsMode;
import dev.waggle.routing.TlsName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names that clients cannot reach with TLS, because nothing vouches for them, and those whose
 * certificate cannot be renewed: pure.
 */
final class MissingCertificates {
    private final Predicate<String> served;
    private final Predicate<TlsName> signedLocally;
    private final String consequence;
    private final boolean ordersByAcme;
    private final boolean isHindered;
    private final CertificateStates states;
    private final Map<String, CertificateState> byName = new HashMap<>();

    /**
     * @param served whether there is a certificate for a name
     * @param signedLocally whether the local authority signs for it meanwhile
     * @param defaultCertificate whose certificate clients get instead; null refuses them
     * @param ordersByAcme whether certificates are ordered
     * @param states how the ordered ones stand
     */
    MissingCertificates(
            Predicate<String> served,
            Predicate<TlsName> signedLocally,
            @Nullable String defaultCertificate,
            boolean ordersByAcme,
            CertificateStates states) {
        this.served = served;
        this.signedLocally = signedLocally;
        this.consequence =
                defaultCertificate == null
                        ? "TLS handshakes for it are refused"
                        : "clients are shown that of " + defaultCertificate;
        this.ordersByAcme = ordersByAcme;
        // Another process orders, or nobody can: then what is wrong with the store is told.
        this.isHindered = ordersByAcme && !states.owner() && !states.problems().isEmpty();
        this.states = states;
        states.states()
                .forEach(state ->
                        state.wanted().names().forEach(name -> byName.putIfAbsent(name, state)));
    }

    /** What keeps clients away from the names of this table, or will. */
    List<Problem> in(RouteTable table) {
        FirstRoutes routes = new FirstRoutes(table);
        return Stream.concat(
                        table.tlsNames().stream().flatMap(name -> of(name, routes).stream()),
                        states.states().stream()
                                .filter(state -> state.unwantedSince().isEmpty())
                                .flatMap(state -> of(state, routes).stream()))
                .toList();
    }

    private Optional<Problem> of(TlsName name, FirstRoutes routes) {
        String host = name.name().text();
        boolean missing = !signedLocally.test(name) && !served.test(host);
        if (name.mode() == TlsMode.ACME && !ordersByAcme) {
            return Optional.of(notConfigured(name, routes, missing));
        }
        boolean isInWork = WantedNames.isByAcme(name) && byName.containsKey(host) && !isHindered;
        return missing && !isInWork
                ? Optional.of(
                        new Problem(
                                service(name, routes),
                                "",
                                host,
                                "nothing has a certificate for " + host + ", so " + consequence,
                                fix(host)))
                : Optional.empty();
    }

    private Problem notConfigured(TlsName name, FirstRoutes routes, boolean missing) {
        String host = name.name().text();
        return new Problem(
                service(name, routes),
                label(name, routes),
                "acme",
                "no certificates are ordered by ACME: "
                        + (missing
                                ? "there is none for " + host + ", so " + consequence
                                : host + " is served with another"),
                "set acme.email, or leave the label out");
    }

    // ---- what is ordered ----

    private Optional<Problem> of(CertificateState state, FirstRoutes routes) {
        String names = String.join(", ", state.wanted().names());
        if (state.work() instanceof Work.Waiting(var problem, var retryAt)) {
            return Optional.of(
                    new Problem(
                            service(state, routes),
                            "",
                            names,
                            "%s; %s; next try at %s"
                                    .formatted(problem.message(), outcome(state), time(retryAt)),
                            problem.fix()));
        }
        return state.warning().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Problem(
                                service(state, routes),
                                "",
                                names,
                                state.warning(),
                                "mend it before the certificate is due again"));
    }

    private String outcome(CertificateState state) {
        return switch (state.serving()) {
            case Serving.Certificate(var certificate, _) ->
                    "the certificate is not renewed, the old one is valid until "
                            + time(certificate.notAfter());
            case Serving.None() -> "there is no certificate, " + meanwhile(state);
        };
    }

    private String meanwhile(CertificateState state) {
        return state.wanted().names().stream().allMatch(served)
                ? "another one is shown meanwhile"
                : "and without self-signed " + consequence;
    }

    private static Instant time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }

    private static String service(CertificateState state, FirstRoutes routes) {
        return serviceOf(routes.of(state.wanted().names()));
    }

    // ---- words ----

    private String fix(String host) {
        return (isHindered ? "mend the state directory, so that it can be ordered, or " : "")
                + "put fullchain.pem and privkey.pem into the folder "
                + host
                + " of cert-dir, or let the local CA sign: self-signed: true, or the label"
                + " routing-tls: self-signed"
                + (ordersByAcme ? "" : "; or order it: acme.email");
    }

    private static String service(TlsName name, FirstRoutes routes) {
        return serviceOf(routeName(name, routes));
    }

    private static String serviceOf(String route) {
        return route.split(":", 2)[0];
    }

    private static String label(TlsName name, FirstRoutes routes) {
        String route = routeName(name, routes);
        int colon = route.indexOf(':');
        return colon < 0 ? "routing-tls" : "routing." + route.substring(colon + 1) + ".tls";
    }

    /** Of the first route for the name; empty for a name that has none. */
    private static String routeName(TlsName name, FirstRoutes routes) {
        return routes.of(List.of(name.name().text()));
    }
}
