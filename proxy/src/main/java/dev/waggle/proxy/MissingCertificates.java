package dev.waggle.proxy;

import dev.waggle.routing.Problem;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.TlsMode;
import dev.waggle.routing.TlsName;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The routed names that clients cannot reach with TLS, because nothing vouches for them: pure. */
final class MissingCertificates {
    private final Predicate<String> served;
    private final Predicate<TlsName> signedLocally;
    private final String consequence;

    /**
     * @param served whether there is a certificate from files for a name
     * @param signedLocally whether the local authority signs for it
     * @param defaultCertificate whose certificate clients get instead; null refuses them
     */
    MissingCertificates(
            Predicate<String> served,
            Predicate<TlsName> signedLocally,
            @Nullable String defaultCertificate) {
        this.served = served;
        this.signedLocally = signedLocally;
        this.consequence =
                defaultCertificate == null
                        ? "TLS handshakes for it are refused"
                        : "clients are shown that of " + defaultCertificate;
    }

    /** What keeps clients away from the names of this table. */
    List<Problem> in(RouteTable table) {
        return table.tlsNames().stream().flatMap(name -> of(name, table).stream()).toList();
    }

    private Optional<Problem> of(TlsName name, RouteTable table) {
        String host = name.name().text();
        boolean missing = !served.test(host) && !signedLocally.test(name);
        if (name.mode() == TlsMode.ACME) {
            return Optional.of(notOrdered(name, table, missing));
        }
        return missing
                ? Optional.of(
                        new Problem(
                                service(name, table),
                                "",
                                host,
                                "nothing has a certificate for " + host + ", so " + consequence,
                                fix(host)))
                : Optional.empty();
    }

    private Problem notOrdered(TlsName name, RouteTable table, boolean missing) {
        String host = name.name().text();
        return new Problem(
                service(name, table),
                label(name, table),
                "acme",
                "this version orders no certificates by ACME: "
                        + (missing
                                ? "there is none for " + host + ", so " + consequence
                                : host + " is served with the files in cert-dir"),
                missing ? fix(host) : "write files, or leave the label out");
    }

    private static String fix(String host) {
        return "put fullchain.pem and privkey.pem into the folder "
                + host
                + " of cert-dir, or let the local CA sign: self-signed: true, or the label"
                + " routing-tls: self-signed";
    }

    private static String service(TlsName name, RouteTable table) {
        return routeName(name, table).split(":", 2)[0];
    }

    private static String label(TlsName name, RouteTable table) {
        String route = routeName(name, table);
        int colon = route.indexOf(':');
        return colon < 0 ? "routing-tls" : "routing." + route.substring(colon + 1) + ".tls";
    }

    /** Of the first route for the name; empty for a name that has none. */
    private static String routeName(TlsName name, RouteTable table) {
        return table.routes().stream()
                .filter(route -> route.host().equals(name.name()))
                .map(Route::name)
                .findFirst()
                .orElse("");
    }
}
