package dev.waggle.routing.snapshot;

import java.io.IOException;

/** A file that holds no snapshot that can be trusted; the message says why. */
final class SnapshotRefused extends IOException {
    private static final long serialVersionUID = 1L;

    SnapshotRefused(String message) {
        super(message);
    }

    SnapshotRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
