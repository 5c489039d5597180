package dev.waggle.routing.labels;

import dev.waggle.routing.Malformed;

/**
 * A label as it was written.
 *
 * @param key with its prefix and in its case
 * @param value of any length
 */
record Label(String key, String value) {
    private static final int MAX_VALUE_BYTES = 4096;

    /**
     * The value without space around it.
     *
     * @throws Malformed when it is too long to be looked at
     */
    String text() {
        if (value.length() > MAX_VALUE_BYTES) {
            throw new Malformed("is longer than 4096 characters", "a shorter value");
        }
        return value.strip();
    }
}
