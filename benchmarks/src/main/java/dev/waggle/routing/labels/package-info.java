/** Benchmarks of the reading of labels. */
@NullMarked
package dev.waggle.routing.labels;

import org.jspecify.annotations.NullMarked;
