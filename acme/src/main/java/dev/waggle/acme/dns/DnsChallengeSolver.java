package dev.waggle.acme.dns;

import dev.waggle.acme.challenge.ChallengeFailed;
import dev.waggle.acme.challenge.ChallengeKind;
import dev.waggle.acme.challenge.ChallengeSolver;
import dev.waggle.acme.challenge.ChallengeTask;
import dev.waggle.acme.challenge.Identifier;
import dev.waggle.acme.challenge.Placed;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;

/**
 * Answers DNS-01 challenges (RFC 8555 section 8.4): follows the aliases of the challenge name,
 * finds the zone, has a provider make the record, and waits until the zone's servers have it.
 */
public final class DnsChallengeSolver implements ChallengeSolver {

    private static final Logger LOG = LoggerFactory.getLogger(DnsChallengeSolver.class);
    private static final int PORT = 53;

    private final DnsProvider provider;
    private final Delegation delegation;
    private final Zones zones;
    private final Propagation propagation;

    /**
     * @param provider can change every zone that a challenge leads to
     * @param resolvers see the zones as the CA does
     * @param propagationTimeout how long the servers of a zone may take to have a record; zero does
     *     not look, for networks that let nobody ask them
     */
    public DnsChallengeSolver(
            DnsProvider provider, Resolvers resolvers, Duration propagationTimeout) {
        this(provider, resolvers, propagationTimeout, PORT, Pacing.REAL);
    }

    DnsChallengeSolver(
            DnsProvider provider,
            Resolvers resolvers,
            Duration propagationTimeout,
            int port,
            Pacing pacing) {
        this.provider = provider;
        this.delegation = new Delegation(resolvers);
        this.zones = new Zones(resolvers, port);
        this.propagation = new Propagation(zones, propagationTimeout, pacing);
    }

    @Override
    public ChallengeKind kind() {
        return ChallengeKind.DNS_01;
    }

    @Override
    public boolean canSolve(Identifier identifier) {
        return identifier.type() == Identifier.Type.DNS;
    }

    @Override
    public Placed place(ChallengeTask task) throws ChallengeFailed, InterruptedException {
        try {
            TxtRecord record = recordFor(task);
            provider.add(record);
            awaitOrRemove(record);
            return () -> remove(record);
        } catch (DnsFailure e) {
            throw new ChallengeFailed(
                    "%s: %s".formatted(provider.description(), e.getMessage()), e.fix(), e);
        }
    }

    private TxtRecord recordFor(ChallengeTask task) throws DnsFailure, InterruptedException {
        Name name = delegation.follow(DnsNames.challengeFor(task.identifier().value()));
        String host = DnsNames.hostOf(name);
        return new TxtRecord(DnsNames.hostOf(zones.zoneOf(name)), host, task.dnsDigest());
    }

    private void awaitOrRemove(TxtRecord record) throws DnsFailure, InterruptedException {
        boolean isEverywhere = false;
        try {
            propagation.await(record);
            isEverywhere = true;
        } finally {
            if (!isEverywhere) {
                remove(record);
            }
        }
    }

    /** Also of a thread that was told to stop: a record left behind stays for ever. */
    private void remove(TxtRecord record) {
        boolean wasInterrupted = Thread.interrupted();
        try {
            provider.remove(record);
        } catch (DnsFailure e) {
            LOG.warn(
                    "the TXT record of {} could not be removed ({}): remove it by hand",
                    record.name(),
                    e.getMessage());
        } catch (InterruptedException _) {
            wasInterrupted = true;
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
