package dev.waggle.proxy.observe;

import dev.waggle.routing.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The problems that there are now, each with an id and the time since when it is there. A problem
 * is logged once when it appears and once when it goes. Any thread.
 */
public final class Problems {
    /** How many of one source are kept; labels come from many hands. */
    static final int MOST = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final int ID_DIGITS = 12;

    private final InstantSource clock;
    private final Map<String, Map<Problem, Known>> bySource = new TreeMap<>();

    /**
     * A problem that is there.
     *
     * @param id the same for the same problem, also after a restart
     * @param since when it was first seen since it was last away
     */
    public record Known(String id, Problem problem, Instant since) {}

    public Problems(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Says what all the problems of one source are now; those that it had before and that are not
     * among them are gone.
     */
    public synchronized void update(String source, Collection<Problem> problems) {
        Map<Problem, Known> before = bySource.getOrDefault(source, Map.of());
        Map<Problem, Known> now = new LinkedHashMap<>();
        for (Problem problem : problems) {
            if (now.size() < MOST && !now.containsKey(problem)) {
                Known known = before.get(problem);
                now.put(problem, known == null ? appeared(problem) : known);
            }
        }
        before.forEach((problem, known) -> {
            if (!now.containsKey(problem)) {
                LOG.info("problem {} is gone: {}", known.id(), text(problem));
            }
        });
        bySource.put(source, now);
    }

    /** All problems, source by source, in the order in which these told them. */
    public synchronized List<Known> all() {
        return bySource.values().stream().flatMap(known -> known.values().stream()).toList();
    }

    /** How many there are. */
    public synchronized int count() {
        return bySource.values().stream().mapToInt(Map::size).sum();
    }

    private Known appeared(Problem problem) {
        Known known = new Known(id(problem), problem, clock.instant());
        LOG.warn("problem {}: {}", known.id(), text(problem));
        return known;
    }

    private static String text(Problem problem) {
        StringBuilder text = new StringBuilder();
        append(text, "service ", problem.service());
        append(text, "label ", problem.label());
        append(text, "value ", problem.value());
        return text.append(problem.message()).append("; ").append(problem.fix()).toString();
    }

    private static void append(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append(name).append('"').append(value).append("\": ");
        }
    }

    /** Each part with its length before it, so that no two problems have the same bytes. */
    private static String id(Problem problem) {
        String parts =
                List.of(problem.service(), problem.label(), problem.value(), problem.message())
                        .stream()
                        .map(part -> part.length() + ":" + part)
                        .reduce("", String::concat);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest(parts.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, ID_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
