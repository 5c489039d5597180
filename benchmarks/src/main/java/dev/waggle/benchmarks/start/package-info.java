/** How long a start takes, and how the first second goes. */
@NullMarked
package dev.waggle.benchmarks.start;

import org.jspecify.annotations.NullMarked;
