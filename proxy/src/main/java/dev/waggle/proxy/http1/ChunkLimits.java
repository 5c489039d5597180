package dev.waggle.proxy.http1;

/**
 * How much a chunked body may carry beside its data.
 *
 * @param maxExtensionBytes the extensions of one chunk
 * @param maxTrailerBytes the trailer section with all line ends
 * @param maxTrailerFields lines in the trailer section
 */
public record ChunkLimits(int maxExtensionBytes, int maxTrailerBytes, int maxTrailerFields) {
    public static final ChunkLimits DEFAULT = new ChunkLimits(256, 8 * 1024, 32);

    public ChunkLimits {
        if (maxExtensionBytes < 0 || maxTrailerBytes < 2 || maxTrailerFields < 0) {
            throw new IllegalArgumentException("limits leave no room for a chunked body");
        }
    }
}
