package dev.waggle.proxy.certificates;

import dev.waggle.acme.life.CertificateEvent;
import dev.waggle.acme.life.CertificateEvents;
import dev.waggle.acme.life.OrderProblem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts, logs and passes on what happens to certificates. Safe for all threads. */
public final class CertificateNews implements CertificateEvents {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateNews.class);
    private static final int MOST_NAMES = 5;

    private final Consumer<String> told;
    private final ConcurrentMap<String, LongAdder> outcomes = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, LongAdder> failures = new ConcurrentHashMap<>();

    /**
     * @param told is told each piece of news as a sentence; must not block
     */
    public CertificateNews(Consumer<String> told) {
        this.told = told;
        for (String outcome : new String[] {"issued", "renewed", "failed"}) {
            outcomes.put(outcome, new LongAdder());
        }
    }

    @Override
    public void happened(CertificateEvent event) {
        String sentence =
                switch (event) {
                    case CertificateEvent.Issued it -> {
                        count(outcomes, "issued");
                        yield "certificate for %s: issued, valid until %s"
                                .formatted(names(it), time(it.certificate().notAfter()));
                    }
                    case CertificateEvent.Renewed it -> {
                        count(outcomes, "renewed");
                        yield "certificate for %s: renewed, valid until %s"
                                .formatted(names(it), time(it.certificate().notAfter()));
                    }
                    case CertificateEvent.Failed it -> {
                        count(outcomes, "failed");
                        count(failures, word(it.problem().kind()));
                        yield "certificate for %s: attempt %d failed: %s; %s; next try at %s"
                                .formatted(
                                        names(it),
                                        it.attempts(),
                                        it.problem().message(),
                                        it.problem().fix(),
                                        time(it.retryAt()));
                    }
                    case CertificateEvent.AboutToExpire it ->
                            "certificate for %s: expires at %s, and renewal has not worked"
                                    .formatted(names(it), time(it.notAfter()));
                };
        log(event, sentence);
        told.accept("Waggle: " + sentence);
    }

    private static void log(CertificateEvent event, String sentence) {
        switch (event) {
            case CertificateEvent.Issued _, CertificateEvent.Renewed _ -> LOG.info(sentence);
            case CertificateEvent.Failed _, CertificateEvent.AboutToExpire _ -> LOG.warn(sentence);
        }
    }

    private static String names(CertificateEvent event) {
        int count = event.wanted().names().size();
        String first =
                event.wanted().names().stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return count > MOST_NAMES ? first + " and " + (count - MOST_NAMES) + " more" : first;
    }

    private static Instant time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }

    /** A kind as metrics write it, {@code rate-limited}. */
    static String word(OrderProblem.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void count(ConcurrentMap<String, LongAdder> counts, String word) {
        counts.computeIfAbsent(word, _ -> new LongAdder()).increment();
    }

    /** Orders that came to an end, by outcome. */
    public Map<String, Double> outcomes() {
        return values(outcomes);
    }

    /** Orders that failed, by kind. */
    public Map<String, Double> failures() {
        return values(failures);
    }

    private static Map<String, Double> values(ConcurrentMap<String, LongAdder> counts) {
        return counts.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, it -> (double) it.getValue().sum()));
    }
}
