package dev.waggle.routing.labels;

import dev.waggle.routing.HostPattern;
import dev.waggle.routing.Problem;
import dev.waggle.routing.TlsMode;
import java.util.List;
import java.util.Optional;

/**
 * What the labels of one service ask for, and what is wrong with them.
 *
 * @param routes the unnamed one first
 * @param extraHosts names with a certificate and without a route
 * @param prometheus what is scraped, if anything
 * @param problems in the order in which they were found
 */
public record ServiceLabels(
        List<RouteLabels> routes,
        List<ExtraHost> extraHosts,
        Optional<Scrape> prometheus,
        List<Problem> problems) {
    public ServiceLabels {
        routes = List.copyOf(routes);
        extraHosts = List.copyOf(extraHosts);
        problems = List.copyOf(problems);
    }

    /** A name that gets a certificate, but no route. */
    public record ExtraHost(HostPattern name, TlsMode tls, List<HostPattern> certNames) {
        public ExtraHost {
            certNames = List.copyOf(certNames);
        }
    }

    /** A job of Prometheus, and the port that it asks. */
    public record Scrape(String job, int port) {}
}
