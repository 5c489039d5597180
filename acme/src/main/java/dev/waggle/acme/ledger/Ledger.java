package dev.waggle.acme.ledger;

import dev.waggle.acme.challenge.Identifier;
import dev.waggle.acme.ledger.Limit.What;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one account has spent of a directory's limits. Pure arithmetic over one instant for each
 * thing that is limited: when all of it will be back. Not safe for use by many threads.
 */
public final class Ledger {

    static final int MAX_ENTRIES = 20_000;

    private final Limits limits;
    private final Map<String, Instant> backAt = new HashMap<>();

    /** Nothing has been spent. */
    public Ledger(Limits limits) {
        this.limits = limits;
    }

    /** What was spent as {@link #entries} told. */
    public Ledger(Limits limits, Map<String, Instant> entries) {
        this(limits);
        backAt.putAll(entries);
    }

    /** What another account has spent that counts for ours too: certificates, not tries. */
    public Ledger ofAnotherAccount() {
        Map<String, Instant> kept = new HashMap<>(backAt);
        kept.keySet()
                .removeIf(key ->
                        key.startsWith(What.ORDERS + " ")
                                || key.startsWith(What.FAILED_VALIDATIONS + " "));
        return new Ledger(limits, kept);
    }

    /**
     * Whether an order may be placed now.
     *
     * @param known whether there has been a certificate for exactly these names
     * @param replaces whether the CA has said by renewal information that it is to be replaced:
     *     such an order counts nowhere (RFC 9773 section 5)
     * @return what holds it for longest; empty when nothing does
     */
    public Optional<Held> holdsOrder(
            SortedSet<Identifier> names, boolean known, boolean replaces, Instant now) {
        List<Held> held = new ArrayList<>();
        if (!replaces) {
            for (Limit limit : limits.all()) {
                subjectsOfOrder(limit.what(), names, known)
                        .forEach(subject -> held(limit, subject, now).ifPresent(held::add));
            }
        }
        limit(What.FAILED_VALIDATIONS)
                .ifPresent(limit ->
                        hosts(names).forEach(host -> held(limit, host, now).ifPresent(held::add)));
        return held.stream().max(Comparator.comparing(Held::until));
    }

    /** An order is about to be placed: counted before it is, so that a crash cannot hide it. */
    public void ordered(Instant now) {
        limit(What.ORDERS).ifPresent(limit -> spend(limit, "", now));
    }

    /** A certificate was made; one that {@code replaces} another counts nowhere. */
    public void issued(SortedSet<Identifier> names, boolean known, Instant now) {
        for (Limit limit : limits.all()) {
            if (limit.what() != What.ORDERS) {
                subjectsOfOrder(limit.what(), names, known)
                        .forEach(subject -> spend(limit, subject, now));
            }
        }
    }

    /** The CA has found a validation wrong. */
    public void validationFailed(Identifier name, Instant now) {
        limit(What.FAILED_VALIDATIONS)
                .ifPresent(limit -> spend(limit, name.withoutWildcard().value(), now));
    }

    /** What is left for these names, in words; only limits of which something was spent. */
    public String words(SortedSet<Identifier> names, Instant now) {
        return limits.all().stream()
                .flatMap(limit -> subjects(limit.what(), names).map(s -> words(limit, s, now)))
                .filter(text -> !text.isEmpty())
                .distinct()
                .collect(Collectors.joining("; "));
    }

    /** Everything that is not back yet, to be kept; in order. */
    public Map<String, Instant> entries(Instant now) {
        backAt.values().removeIf(back -> !back.isAfter(now));
        // Those that come back last matter most.
        backAt.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .limit(Math.max(0, backAt.size() - MAX_ENTRIES))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(backAt::remove);
        return Collections.unmodifiableMap(new TreeMap<>(backAt));
    }

    private String words(Limit limit, String subject, Instant now) {
        int left = left(limit, subject, now);
        if (left == limit.count()) {
            return "";
        }
        return "%d of %s left%s".formatted(left, limit, subject.isEmpty() ? "" : " for " + subject);
    }

    private Optional<Held> held(Limit limit, String subject, Instant now) {
        if (left(limit, subject, now) > 0) {
            return Optional.empty();
        }
        Instant until = now.plus(outstanding(limit, subject, now)).minus(limit.period());
        return Optional.of(new Held(limit, subject, until.plus(limit.share())));
    }

    private int left(Limit limit, String subject, Instant now) {
        Duration free = limit.period().minus(outstanding(limit, subject, now));
        return (int) Math.min(limit.count(), free.dividedBy(limit.share()));
    }

    private void spend(Limit limit, String subject, Instant now) {
        Duration spent = outstanding(limit, subject, now).plus(limit.share());
        Duration most = limit.period();
        backAt.put(key(limit, subject), now.plus(spent.compareTo(most) > 0 ? most : spent));
    }

    /**
     * How long until all is back. Never longer than the period: a clock that was ahead for a while
     * must not hold orders until then.
     */
    private Duration outstanding(Limit limit, String subject, Instant now) {
        Instant back = backAt.get(key(limit, subject));
        if (back == null || !back.isAfter(now)) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(now, back);
        return left.compareTo(limit.period()) > 0 ? limit.period() : left;
    }

    private static Stream<String> subjectsOfOrder(
            What what, SortedSet<Identifier> names, boolean known) {
        return switch (what) {
            case ORDERS, CERTIFICATES_OF_NAMES -> subjects(what, names);
            // A renewal is not counted against the domain.
            case CERTIFICATES_OF_DOMAIN -> known ? Stream.of() : subjects(what, names);
            case FAILED_VALIDATIONS -> Stream.of();
        };
    }

    private static Stream<String> subjects(What what, SortedSet<Identifier> names) {
        return switch (what) {
            case ORDERS -> Stream.of("");
            case CERTIFICATES_OF_NAMES -> Stream.of(join(names));
            case CERTIFICATES_OF_DOMAIN ->
                    names.stream()
                            .map(name ->
                                    name.type() == Identifier.Type.IP
                                            ? name.value()
                                            : RegisteredDomain.of(name.value()))
                            .distinct();
            case FAILED_VALIDATIONS -> hosts(names);
        };
    }

    private static Stream<String> hosts(SortedSet<Identifier> names) {
        return names.stream().map(name -> name.withoutWildcard().value()).distinct();
    }

    private static String join(SortedSet<Identifier> names) {
        return names.stream().map(Identifier::value).collect(Collectors.joining(","));
    }

    private Optional<Limit> limit(What what) {
        return limits.all().stream().filter(limit -> limit.what() == what).findFirst();
    }

    private static String key(Limit limit, String subject) {
        return limit.what() + " " + subject;
    }
}
