package dev.waggle.proxy.config;

import java.util.List;

/**
 * Which responses are compressed, where a route does not turn it off.
 *
 * @param types media types, {@code text/css} or {@code text/*}
 * @param minBytes a body that is known to be shorter stays as it is
 * @param memoryBytes for the encoders that are at work on one event loop; 0 for no compression
 */
public record Compress(List<String> types, long minBytes, long memoryBytes) {
    public Compress {
        types = List.copyOf(types);
    }

    static Compress from(Settings settings) {
        return new Compress(
                settings.get(ConfigKeys.COMPRESS_TYPES),
                settings.get(ConfigKeys.COMPRESS_MIN_SIZE),
                settings.get(ConfigKeys.COMPRESS_MEMORY));
    }
}
