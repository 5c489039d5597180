package dev.waggle.proxy;

import dev.waggle.proxy.admission.RouteAdmissions;
import dev.waggle.proxy.config.Config;
import dev.waggle.proxy.endpoint.EndpointWatch;
import dev.waggle.proxy.exchange.Authenticator;
import dev.waggle.proxy.exchange.HttpChallenges;
import dev.waggle.proxy.exchange.WaitingBounds;
import dev.waggle.proxy.listener.ConnectionGate;
import dev.waggle.proxy.listener.Transport;
import dev.waggle.proxy.observe.AccessLog;
import dev.waggle.proxy.observe.LoopMetrics;
import dev.waggle.proxy.tls.UpstreamTls;
import java.net.InetAddress;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What the event loops share: snapshots that are swapped whole, and parts that are safe for all of
 * them.
 *
 * @param current the configuration, which may be another one after each reload
 * @param trusted whether a peer is one of {@code trusted-proxies}
 * @param metrics makes the counters of one event loop
 * @param eventLoops how many share what is bounded for the whole process
 * @param httpsPort the port of the https listener, which is bound after everything else is made
 */
record EdgeParts(
        Supplier<Config> current,
        Transport transport,
        Router router,
        Lifecycle lifecycle,
        ConnectionGate gate,
        Authenticator authenticator,
        RouteAdmissions admissions,
        HttpChallenges challenges,
        UpstreamTls upstreamTls,
        Supplier<LoopMetrics> metrics,
        AccessLog accessLog,
        UnprovenTasks unprovenTasks,
        EndpointWatch endpoints,
        WaitingBounds waitingBounds,
        Predicate<InetAddress> trusted,
        IntSupplier httpsPort,
        int eventLoops) {
    /** As it is now. */
    Config config() {
        return current.get();
    }
}
