package dev.waggle.proxy.endpoint;

import dev.waggle.proxy.endpoint.EndpointEvent.ConnectFailed;
import dev.waggle.proxy.endpoint.EndpointEvent.Doubted;
import dev.waggle.proxy.endpoint.EndpointEvent.DrainBegan;
import dev.waggle.proxy.endpoint.EndpointEvent.DrainCancelled;
import dev.waggle.proxy.endpoint.EndpointEvent.Misbehaved;
import dev.waggle.proxy.endpoint.EndpointEvent.Probed;
import dev.waggle.proxy.endpoint.EndpointEvent.TimePassed;
import dev.waggle.proxy.endpoint.EndpointState.Draining;
import dev.waggle.proxy.endpoint.EndpointState.Ejected;
import dev.waggle.proxy.endpoint.EndpointState.Ejected.Cause;
import dev.waggle.proxy.endpoint.EndpointState.Probing;
import dev.waggle.proxy.endpoint.EndpointState.SlowStart;
import dev.waggle.proxy.endpoint.EndpointState.Suspect;
import dev.waggle.proxy.endpoint.EndpointState.Up;
import dev.waggle.proxy.endpoint.ProbeResult.Passed;
import dev.waggle.proxy.endpoint.ProbeResult.Unhealthy;
import dev.waggle.proxy.endpoint.ProbeResult.Unreachable;
import java.util.concurrent.TimeUnit;

/**
 * How the state of an endpoint follows from what happens: pure.
 *
 * <p>One failure makes it suspect, and so looked at; the next in a row ejects it. A drain ends all
 * of this: a task that is about to stop is neither good nor bad.
 */
final class EndpointTransitions {
    /** How often in a row it must fail, the first failure included. */
    private static final int FAILURES = 2;

    /** For how long a dead one is not looked at: longer than until the next doubt, if there is. */
    static final long DOUBT = TimeUnit.SECONDS.toNanos(5);

    private EndpointTransitions() {}

    static Standing next(Standing before, EndpointEvent event, EndpointRules rules, long now) {
        if (before.state() instanceof Draining) {
            return event instanceof DrainCancelled ? Standing.unknown(now) : before;
        }
        return switch (event) {
            case DrainBegan(long since, long deadline) -> before.in(new Draining(since, deadline));
            case DrainCancelled _ -> before;
            case Probed(Passed _) -> passed(before, rules, now);
            case Probed(Unreachable(String why)) ->
                    failed(before, Cause.UNREACHABLE, why, rules, now);
            case Probed(Unhealthy(String why)) -> failed(before, Cause.UNHEALTHY, why, rules, now);
            case ConnectFailed(String why) -> connectFailed(before, why, rules, now);
            case Misbehaved(String why) -> misbehaved(before, why, rules, now);
            case Doubted(String why) -> doubted(before, why, now);
            case TimePassed _ -> timePassed(before, rules, now);
        };
    }

    private static Standing passed(Standing before, EndpointRules rules, long now) {
        return switch (before.state()) {
            case Probing _ -> before.in(warmingUp(rules, now));
            case Suspect _ -> before.in(new Up(now));
            // An answer to a question that was asked before it was ejected does not bring it back.
            case Ejected ejected ->
                    now - ejected.until() < 0 ? before : before.in(warmingUp(rules, now));
            case SlowStart _, Up _, Draining _ -> before;
        };
    }

    private static EndpointState warmingUp(EndpointRules rules, long now) {
        return rules.slowStart() == 0 ? new Up(now) : new SlowStart(now, now + rules.slowStart());
    }

    private static Standing failed(
            Standing before, Cause cause, String why, EndpointRules rules, long now) {
        return switch (before.state()) {
            case Probing it -> before.in(new Probing(it.since(), it.failures() + 1, why));
            case Up _, SlowStart _ -> before.in(new Suspect(now, 1, why));
            case Suspect it ->
                    it.failures() + 1 < FAILURES
                            ? before.in(new Suspect(it.since(), it.failures() + 1, why))
                            : before.ejected(cause, why, rules, now);
            case Ejected _ -> before.ejected(cause, why, rules, now);
            case Draining _ -> before;
        };
    }

    private static Standing connectFailed(
            Standing before, String why, EndpointRules rules, long now) {
        // Whoever is ejected already is looked at in its time; but a dead one gets nothing at all.
        return before.state() instanceof Ejected ejected
                ? before.in(new Ejected(ejected.since(), ejected.until(), Cause.UNREACHABLE, why))
                : failed(before, Cause.UNREACHABLE, why, rules, now);
    }

    private static Standing misbehaved(Standing before, String why, EndpointRules rules, long now) {
        return switch (before.state()) {
            case Up _, SlowStart _, Suspect _ -> before.ejected(Cause.ERRORS, why, rules, now);
            case Probing _, Ejected _, Draining _ -> before;
        };
    }

    private static Standing doubted(Standing before, String why, long now) {
        return switch (before.state()) {
            case Up _, SlowStart _ -> before.in(new Suspect(now, 0, why));
            // Whoever answers there next may be the task of another service, with its address.
            case Ejected it when it.cause() == Cause.UNREACHABLE ->
                    before.in(
                            new Ejected(
                                    it.since(),
                                    later(it.until(), now + DOUBT),
                                    it.cause(),
                                    it.why()));
            case Probing _, Suspect _, Ejected _, Draining _ -> before;
        };
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }

    private static Standing timePassed(Standing before, EndpointRules rules, long now) {
        return switch (before.state()) {
            case SlowStart it -> now - it.until() < 0 ? before : before.in(new Up(now));
            case Up it ->
                    before.ejections() > 0 && now - it.since() >= rules.goodConduct()
                            ? new Standing(it, 0)
                            : before;
            case Probing _, Suspect _, Ejected _, Draining _ -> before;
        };
    }
}
