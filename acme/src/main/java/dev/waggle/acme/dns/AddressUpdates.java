package dev.waggle.acme.dns;

import dev.waggle.acme.CertificateProblem;
import dev.waggle.acme.HostNames;
import dev.waggle.acme.dns.AddressName.Kind;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Lets the address records of hosts follow our public address.
 *
 * <p>Records that someone else has made are never changed, and none is ever deleted: a host that no
 * route mentions any more keeps what it has. One thread calls {@link #run} or {@link #step}; both
 * block, so it is a virtual one. {@link #follow} is for any thread.
 */
public final class AddressUpdates {

    /** How long after one round the next begins. */
    public static final Duration INTERVAL = Duration.ofMinutes(5);

    /** After this, what stands is looked at again though nothing should have changed. */
    static final Duration TRUSTED = Duration.ofHours(1);

    /** Hosts after these, in order of name, are left out. */
    static final int MAX_HOSTS = 5000;

    private final AddressProvider provider;
    private final PublicAddresses addresses;
    private final Zones zones;
    private final InstantSource clock;
    private final Semaphore asked = new Semaphore(0);
    private final Map<Target, Checked> checked = new HashMap<>();
    private volatile Set<String> hosts = Set.of();

    /**
     * @param resolvers find the zones of hosts
     */
    public AddressUpdates(
            AddressProvider provider,
            PublicAddresses addresses,
            Resolvers resolvers,
            InstantSource clock) {
        this.provider = provider;
        this.addresses = addresses;
        this.zones = new Zones(resolvers, 53);
        this.clock = clock;
    }

    private record Target(String host, Kind kind) {}

    private record Checked(InetAddress address, Instant at) {}

    /**
     * Says which hosts are routed now. What is not a host name, such as an address, is left out.
     * Does not block.
     */
    public void follow(Set<String> routed) {
        Set<String> names = new TreeSet<>();
        routed.stream()
                .filter(HostNames::isHostOrWildcard)
                .sorted()
                .limit(MAX_HOSTS)
                .forEach(names::add);
        if (!names.equals(hosts)) {
            hosts = names;
            asked.release();
        }
    }

    /** Goes round after round until interrupted; hands on the problems of each. */
    public void run(Consumer<List<CertificateProblem>> problems) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                problems.accept(step());
                if (asked.tryAcquire(INTERVAL.toSeconds(), TimeUnit.SECONDS)) {
                    asked.drainPermits();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * One round.
     *
     * @return what an operator should mend
     */
    public List<CertificateProblem> step() throws InterruptedException {
        Set<String> now = hosts;
        List<CertificateProblem> problems = new ArrayList<>();
        if (now.isEmpty()) {
            return problems;
        }
        Map<Kind, InetAddress> known = addresses.find();
        if (known.isEmpty()) {
            problems.add(unknown());
        }
        Instant trusted = clock.instant().minus(TRUSTED);
        checked.values().removeIf(last -> last.at().isBefore(trusted));
        for (String host : now) {
            for (InetAddress address : known.values()) {
                update(host, address, problems);
            }
        }
        return problems;
    }

    private void update(String host, InetAddress address, List<CertificateProblem> problems)
            throws InterruptedException {
        Target target = new Target(host, Kind.of(address));
        Checked last = checked.get(target);
        if (last != null && last.address().equals(address)) {
            return;
        }
        try {
            AddressName name = new AddressName(zoneOf(host), host, target.kind());
            if (provider.follow(name, address)) {
                checked.put(target, new Checked(address, clock.instant()));
            } else {
                problems.add(foreign(name, address));
            }
        } catch (DnsFailure e) {
            problems.add(new CertificateProblem(host, "", e.reason(), e.fix()));
        }
    }

    private String zoneOf(String host) throws DnsFailure, InterruptedException {
        return DnsNames.hostOf(zones.zoneOf(DnsNames.of(DnsNames.withoutWildcard(host))));
    }

    private static CertificateProblem foreign(AddressName name, InetAddress address) {
        return new CertificateProblem(
                name.host(),
                "",
                "its %s record is not %s, and is left as it is because someone else made it"
                        .formatted(name.type(), AddressText.of(address)),
                "remove the record if it is out of date, or leave dns.upsert off for hosts that live elsewhere");
    }

    private static CertificateProblem unknown() {
        return new CertificateProblem(
                "",
                "",
                "no source tells our public address, so no address record is changed",
                "check the sources of dns.address-from, or name the address itself there");
    }
}
