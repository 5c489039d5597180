/** What a source told last, kept in a file, for a start while it does not answer. */
@NullMarked
package dev.waggle.routing.snapshot;

import org.jspecify.annotations.NullMarked;
