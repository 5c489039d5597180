package dev.waggle.routing.pipeline;

import java.util.Optional;

/**
 * What a pipeline has done since its start.
 *
 * @param translated how often states were translated, with or without a difference
 * @param published how often a table was published
 * @param errors how often translating or publishing failed; the table before it stayed
 * @param lastError what the last failure said; empty when there was none
 */
public record PipelineStatus(
        long translated, long published, long errors, Optional<String> lastError) {
    static final PipelineStatus IDLE = new PipelineStatus(0, 0, 0, Optional.empty());

    PipelineStatus afterTranslation() {
        return new PipelineStatus(translated + 1, published, errors, lastError);
    }

    PipelineStatus afterPublishing() {
        return new PipelineStatus(translated, published + 1, errors, lastError);
    }

    PipelineStatus afterError(Throwable error) {
        return new PipelineStatus(
                translated, published, errors + 1, Optional.of(String.valueOf(error)));
    }
}
