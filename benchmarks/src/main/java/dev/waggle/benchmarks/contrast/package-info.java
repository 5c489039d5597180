/** Tables of something that was measured in two ways, in turns. */
@NullMarked
package dev.waggle.benchmarks.contrast;

import org.jspecify.annotations.NullMarked;
