package dev.waggle.proxy.compress;

import java.util.List;

/**
 * What is compressed, and what that may take.
 *
 * @param types media types, {@code text/css} or {@code text/*}
 * @param minBytes a body that is known to be shorter stays as it is
 * @param memoryBytes of native memory for the encoders of one event loop that are at work
 */
public record CompressionSettings(List<String> types, long minBytes, long memoryBytes) {
    public CompressionSettings {
        types = List.copyOf(types);
    }
}
