package dev.waggle.routing.snapshot;

import dev.waggle.routing.source.SourceState;
import java.time.Instant;

/**
 * A state of a source, and when it was told.
 *
 * @param savedAt by the clock of the process that kept it
 */
record Snapshot(Instant savedAt, SourceState state) {}
