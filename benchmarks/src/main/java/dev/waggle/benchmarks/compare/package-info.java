/** The side-by-side comparison: tests, rounds, ratios, and the report of them. */
@NullMarked
package dev.waggle.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
