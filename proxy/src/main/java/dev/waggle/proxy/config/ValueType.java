package dev.waggle.proxy.config;

import java.util.Optional;

/**
 * How the text of a value is read.
 *
 * @param <T> what it becomes
 */
public interface ValueType<T> {
    /** The value that this text spells, or nothing when it is not one of those accepted. */
    Optional<T> parse(String text);

    /** What is accepted, with its range, to stand after "expected". */
    String accepted();
}
