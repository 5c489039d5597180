package dev.waggle.acme.order;

import dev.waggle.acme.Pause;
import dev.waggle.acme.life.OrderProblem.Kind;
import java.time.Duration;
import java.util.Set;
import org.shredzone.acme4j.PollableResource;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.exception.AcmeException;

/**
 * Looks at something of a CA's until it has come to an end. Time is counted by the pauses and not
 * by the clock, which may jump.
 */
final class Poll {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(2);

    private final Pause pause;
    private final CaProvider provider;
    private final Faults faults;

    Poll(Pause pause, CaProvider provider, Faults faults) {
        this.pause = pause;
        this.provider = provider;
        this.faults = faults;
    }

    /**
     * @return one of the statuses that are waited for, or one after which nothing comes any more
     * @throws OrderFailed when the time is over
     */
    Status until(PollableResource resource, Set<Status> awaited, Duration time)
            throws AcmeException, OrderFailed, InterruptedException {
        Duration waited = Duration.ZERO;
        Duration next = FIRST_PAUSE;
        while (true) {
            resource.fetch();
            Status status = resource.getStatus();
            if (awaited.contains(status) || isTheEnd(status)) {
                return status;
            }
            if (waited.compareTo(time) >= 0) {
                throw faults.failed(
                        Kind.CA_ERROR,
                        "the CA is not done after %d s: still %s"
                                .formatted(waited.toSeconds(), status),
                        "nothing: the order is gone on with",
                        null);
            }
            Duration wait = provider.retryAfter().map(Poll::bounded).orElse(next);
            pause.sleep(wait);
            waited = waited.plus(wait);
            next = shorter(next.multipliedBy(2), LONGEST_PAUSE);
        }
    }

    private static Duration bounded(Duration asked) {
        return shorter(asked.compareTo(FIRST_PAUSE) < 0 ? FIRST_PAUSE : asked, LONGEST_ASKED);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static boolean isTheEnd(Status status) {
        return switch (status) {
            case VALID, INVALID, REVOKED, DEACTIVATED, EXPIRED, CANCELED -> true;
            case PENDING, READY, PROCESSING, UNKNOWN -> false;
        };
    }
}
