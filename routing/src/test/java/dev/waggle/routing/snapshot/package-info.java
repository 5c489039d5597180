/** Restarts without Docker. */
@NullMarked
package dev.waggle.routing.snapshot;

import org.jspecify.annotations.NullMarked;
