/** From what the sources see to what is published: one stream of immutable snapshots. */
@NullMarked
package dev.waggle.routing.pipeline;

import org.jspecify.annotations.NullMarked;
