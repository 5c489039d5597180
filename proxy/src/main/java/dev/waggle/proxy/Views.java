package dev.waggle.proxy;

import dev.waggle.acme.Certificates;
import dev.waggle.acme.ServerCertificate;
import dev.waggle.proxy.admin.CertificateView;
import dev.waggle.proxy.admin.EndpointView;
import dev.waggle.proxy.admin.RouteView;
import dev.waggle.proxy.endpoint.EndpointState;
import dev.waggle.proxy.endpoint.EndpointStates;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.TlsName;
import dev.waggle.routing.check.RouteOptionsText;
import java.util.List;
import java.util.Optional;

/** What the admin listener shows of the snapshots: pure. */
final class Views {
    private Views() {}

    static List<RouteView> routes(RouteTable table, EndpointStates states) {
        return table.routes().stream().map(route -> route(route, states)).toList();
    }

    private static RouteView route(Route route, EndpointStates states) {
        List<Endpoint> endpoints = route.upstream().endpoints();
        return new RouteView(
                route.name(),
                route.host().text(),
                route.context().value(),
                List.of(route.upstream().key().split("\\+")),
                route.upstream().key(),
                endpoints.stream().map(endpoint -> endpoint(endpoint, states)).toList(),
                route.upstream().emptyReason(),
                RouteOptionsText.of(route));
    }

    private static EndpointView endpoint(Endpoint endpoint, EndpointStates states) {
        EndpointState state = states.of(endpoint.id());
        return new EndpointView(
                endpoint.authority(),
                endpoint.task(),
                endpoint.node(),
                state == null ? "unknown" : state.word(),
                state == null ? "" : state.why());
    }

    static List<CertificateView> certificates(
            RouteTable table, Certificates certificates, LocalCertificates local) {
        return table.tlsNames().stream()
                .map(name -> certificate(name, certificates, local))
                .toList();
    }

    private static CertificateView certificate(
            TlsName name, Certificates certificates, LocalCertificates local) {
        String host = name.name().text();
        Optional<ServerCertificate> served = certificates.forName(host);
        if (served.isPresent()) {
            return new CertificateView(
                    List.of(host), "files", "idle", served.get().notAfter(), null, null, null);
        }
        return new CertificateView(
                List.of(host),
                local.isFor(name) ? "self-signed" : "none",
                "idle",
                null,
                null,
                null,
                null);
    }
}
