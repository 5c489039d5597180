package dev.waggle.proxy.http1;

import dev.waggle.proxy.policy.UnderscorePolicy;

/**
 * How large a request head may be, and what happens to unclear names in it.
 *
 * @param maxRequestLineBytes the request line without its line end; over it 414
 * @param maxHeadBytes the whole head with all line ends; over it 431
 * @param maxFields field lines, those that are dropped included; over it 431
 * @param underscores what happens to names with {@code _}
 */
public record HeadLimits(
        int maxRequestLineBytes, int maxHeadBytes, int maxFields, UnderscorePolicy underscores) {
    public static final HeadLimits DEFAULT =
            new HeadLimits(16 * 1024, 32 * 1024, 128, UnderscorePolicy.DROP);

    public HeadLimits {
        if (maxRequestLineBytes < 16 || maxHeadBytes < maxRequestLineBytes || maxFields < 1) {
            throw new IllegalArgumentException("limits leave no room for a request head");
        }
    }
}
