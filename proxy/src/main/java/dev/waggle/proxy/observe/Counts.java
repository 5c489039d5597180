package dev.waggle.proxy.observe;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Counts by a word of a small set. One thread changes them, any may read. The set is bounded: what
 * comes when it is full counts as {@code other}, so that a mistake cannot make metrics without end.
 */
final class Counts {
    /** How many words there may be. */
    static final int MOST_WORDS = 256;

    private static final String OTHER = "other";

    private final Map<Object, Count> byWord = new ConcurrentHashMap<>();
    private final Count folded;

    /**
     * @param folded counts what became {@code other}
     */
    Counts(Count folded) {
        this.folded = folded;
    }

    /**
     * Adds to a word's count. Allocates only for a word that is new.
     *
     * @param word a string, or a constant of an enumeration, whose name in lower case is the word
     */
    void add(Object word, long difference) {
        Count count = byWord.get(word);
        (count == null ? enter(word) : count).add(difference);
    }

    private Count enter(Object word) {
        boolean full = byWord.size() >= MOST_WORDS;
        if (full) {
            folded.add(1);
        }
        return byWord.computeIfAbsent(full ? OTHER : word, _ -> new Count());
    }

    /** Any thread. */
    void forEach(BiConsumer<String, Long> action) {
        byWord.forEach((word, count) -> action.accept(text(word), count.value()));
    }

    static String text(Object word) {
        return word instanceof Enum<?> constant
                ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-')
                : word.toString();
    }
}
