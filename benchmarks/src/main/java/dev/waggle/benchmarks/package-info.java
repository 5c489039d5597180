/** The command {@code ./run bench}. */
@NullMarked
package dev.waggle.benchmarks;

import org.jspecify.annotations.NullMarked;
