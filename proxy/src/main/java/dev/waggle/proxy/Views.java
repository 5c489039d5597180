package dev.waggle.proxy;

import dev.waggle.acme.Certificates;
import dev.waggle.acme.ServerCertificate;
import dev.waggle.acme.life.CertificateState;
import dev.waggle.acme.life.CertificateStates;
import dev.waggle.acme.life.OrderProblem;
import dev.waggle.acme.life.Serving;
import dev.waggle.acme.life.Work;
import dev.waggle.proxy.admin.CertificateView;
import dev.waggle.proxy.admin.EndpointView;
import dev.waggle.proxy.admin.RouteView;
import dev.waggle.proxy.endpoint.EndpointState;
import dev.waggle.proxy.endpoint.EndpointStates;
import dev.waggle.proxy.endpoint.EndpointVitals;
import dev.waggle.proxy.endpoint.EndpointWatch;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.TlsName;
import dev.waggle.routing.check.RouteOptionsText;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the admin listener shows of the snapshots: pure. */
final class Views {
    private Views() {}

    static List<RouteView> routes(RouteTable table, EndpointWatch watch) {
        EndpointStates states = watch.current();
        return table.routes().stream().map(route -> route(route, watch, states)).toList();
    }

    private static RouteView route(Route route, EndpointWatch watch, EndpointStates states) {
        List<Endpoint> endpoints = route.upstream().endpoints();
        return new RouteView(
                route.name(),
                route.host().text(),
                route.context().value(),
                List.of(route.upstream().key().split("\\+")),
                route.upstream().key(),
                endpoints.stream()
                        .map(endpoint ->
                                endpoint(
                                        route,
                                        endpoint,
                                        states.of(endpoint.id()),
                                        watch.vitals(endpoint.id())))
                        .toList(),
                route.upstream().emptyReason(),
                RouteOptionsText.of(route));
    }

    private static EndpointView endpoint(
            Route route, Endpoint endpoint, @Nullable EndpointState state, EndpointVitals vitals) {
        boolean open = state instanceof EndpointState.Ejected || isFull(route, vitals);
        return new EndpointView(
                endpoint.authority(),
                endpoint.task(),
                endpoint.node(),
                state == null ? "unknown" : state.word(),
                state == null ? "" : state.why(),
                vitals.requests(),
                vitals.connections(),
                open ? "open" : "closed");
    }

    /** How many endpoints have as much as their routes let them have. */
    static long full(RouteTable table, EndpointWatch watch) {
        return table.routes().stream()
                .filter(route -> !route.options().endpoints().limits().isNone())
                .flatMap(route ->
                        route.upstream().endpoints().stream()
                                .map(Endpoint::id)
                                .filter(id -> isFull(route, watch.vitals(id))))
                .distinct()
                .count();
    }

    private static boolean isFull(Route route, EndpointVitals vitals) {
        return route.options()
                .endpoints()
                .limits()
                .isReached(
                        vitals.requests(),
                        vitals.connections(),
                        route.options().protocol().isHttp2());
    }

    /** Those that are ordered, and then the routed names that none of them is for. */
    static List<CertificateView> certificates(
            RouteTable table,
            Certificates certificates,
            LocalCertificates local,
            CertificateStates states) {
        Set<String> ordered =
                states.states().stream()
                        .flatMap(state -> state.wanted().names().stream())
                        .collect(Collectors.toSet());
        return Stream.concat(
                        states.states().stream().map(state -> certificate(state, local)),
                        table.tlsNames().stream()
                                .filter(name -> !ordered.contains(name.name().text()))
                                .map(name -> certificate(name, certificates, local)))
                .toList();
    }

    private static CertificateView certificate(CertificateState state, LocalCertificates local) {
        Optional<ServerCertificate> served =
                state.serving() instanceof Serving.Certificate(var certificate, _)
                        ? Optional.of(certificate)
                        : Optional.empty();
        List<String> names = List.copyOf(state.wanted().names());
        boolean isSignedLocally = names.stream().allMatch(local::mayServe);
        return new CertificateView(
                names,
                served.isPresent() ? "acme" : isSignedLocally ? "self-signed" : "none",
                switch (state.work()) {
                    case Work.Idle() -> "idle";
                    case Work.Ordering _ -> "ordering";
                    case Work.Waiting _ -> "waiting";
                },
                served.map(ServerCertificate::notAfter).orElse(null),
                state.renewAt().orElse(null),
                state.lastProblem().map(OrderProblem::message).orElse(null),
                state.work() instanceof Work.Waiting(_, var retryAt) ? retryAt : null,
                state.id(),
                served.map(ServerCertificate::issuer).orElse(null),
                served.map(ServerCertificate::notBefore).orElse(null),
                state.lastProblem().map(OrderProblem::fix).orElse(null),
                state.attempts(),
                text(state.warning()),
                text(state.ledger()),
                state.unwantedSince().orElse(null));
    }

    private static @Nullable String text(String text) {
        return text.isEmpty() ? null : text;
    }

    private static CertificateView certificate(
            TlsName name, Certificates certificates, LocalCertificates local) {
        String host = name.name().text();
        return certificates
                .forName(host)
                .map(it ->
                        CertificateView.of(
                                host, "files", it.issuer(), it.notBefore(), it.notAfter()))
                .orElseGet(() ->
                        CertificateView.of(
                                host,
                                local.isFor(name) ? "self-signed" : "none",
                                null,
                                null,
                                null));
    }
}
