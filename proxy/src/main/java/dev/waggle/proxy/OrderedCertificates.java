package dev.waggle.proxy;

import dev.waggle.acme.CertificateProblem;
import dev.waggle.acme.life.CertificateState;
import dev.waggle.acme.life.CertificateStates;
import dev.waggle.acme.manage.CertificateManager;
import dev.waggle.proxy.certificates.CertificateCommands;
import dev.waggle.proxy.certificates.ControlSocket;
import dev.waggle.proxy.certificates.HttpAnswers;
import dev.waggle.proxy.certificates.ServedCertificates;
import dev.waggle.proxy.certificates.WantedNames;
import dev.waggle.proxy.config.Config;
import dev.waggle.proxy.observe.Problems;
import dev.waggle.routing.Problem;
import dev.waggle.routing.RouteTable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Joins the certificates that obtain themselves with the rest of the proxy: what the table wants
 * goes to them, and what they have goes to handshakes, to the answers on port 80, to problems and
 * metrics.
 */
final class OrderedCertificates implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final Config config;
    private final CertificateManager managed;
    private final ServedCertificates served;
    private final HttpAnswers answers;
    private final Problems problems;
    private final Supplier<String> views;
    private final InstantSource clock;
    private @Nullable RouteTable table;
    private WantedNames.Result wanted = new WantedNames.Result(Set.of(), List.of());
    private Instant looked = Instant.MIN;
    private boolean listening;
    private @Nullable ControlSocket control;

    /**
     * @param views what {@code waggle certs} lists, as JSON
     */
    OrderedCertificates(
            Config config,
            CertificateManager managed,
            ServedCertificates served,
            HttpAnswers answers,
            Problems problems,
            Supplier<String> views,
            InstantSource clock) {
        this.config = config;
        this.managed = managed;
        this.served = served;
        this.answers = answers;
        this.problems = problems;
        this.views = views;
        this.clock = clock;
    }

    /**
     * Serves what is kept, from now on, without ordering anything.
     *
     * @param changed is told after each change, on the thread that keeps the certificates
     */
    void serve(Runnable changed) {
        managed.onChange(states -> {
            show(states);
            changed.run();
        });
        managed.start();
    }

    private void show(CertificateStates states) {
        List<CertificateProblem> refused = served.ordered(states.certificates());
        problems.update("acme-tls", refused.stream().map(Edge::problemOf).toList());
        problems.update("acme", states.problems().stream().map(Edge::problemOf).toList());
        answer();
    }

    /** Lets orders begin: the CA can reach us now. */
    synchronized void listening() {
        listening = true;
        want();
    }

    /** Follows a new table. */
    synchronized void follow(RouteTable next) {
        table = next;
        want();
    }

    /** What has to be looked at now and then: files that come or expire, and the control socket. */
    synchronized void look() {
        openControl();
        Instant now = clock.instant();
        if (now.isAfter(looked.plus(LOOK_AGAIN))) {
            looked = now;
            want();
        }
    }

    private void want() {
        RouteTable current = table;
        if (!listening || current == null) {
            return;
        }
        wanted = WantedNames.of(current, config.acme(), served::isFromFiles);
        problems.update("acme-wanted", wanted.problems());
        managed.want(wanted.certificates());
        answer();
    }

    /** Also names that nobody mentions any more are renewed for a while. */
    private synchronized void answer() {
        CertificateStates states = managed.states();
        Set<String> hosts = new HashSet<>();
        wanted.certificates().forEach(it -> hosts.addAll(it.names()));
        states.states().forEach(it -> hosts.addAll(it.wanted().names()));
        answers.answerFor(hosts, states.thumbprint());
    }

    private void openControl() {
        if (control != null || !managed.states().owner()) {
            return;
        }
        try {
            control =
                    ControlSocket.open(config.stateDir(), new CertificateCommands(managed, views));
            problems.update("control", List.of());
        } catch (IOException | UnsupportedOperationException e) {
            problems.update(
                    "control",
                    List.of(
                            new Problem(
                                    "",
                                    "",
                                    ControlSocket.pathIn(config.stateDir()).toString(),
                                    "waggle certs cannot ask this process: " + e.getMessage(),
                                    "make the state directory writable, and its path shorter than"
                                            + " 90 characters")));
        }
    }

    CertificateStates states() {
        return managed.states();
    }

    /** By name. */
    Map<String, Double> secondsToRenewal() {
        Instant now = clock.instant();
        Map<String, Double> seconds = new HashMap<>();
        for (CertificateState state : managed.states().states()) {
            if (state.renewAt().isPresent()) {
                double left = Duration.between(now, state.renewAt().get()).toMillis() / 1e3;
                state.wanted().names().forEach(name -> seconds.merge(name, left, Math::max));
            }
        }
        return seconds;
    }

    @Override
    public void close() {
        ControlSocket open = control;
        if (open != null) {
            open.close();
        }
        managed.close();
    }
}
