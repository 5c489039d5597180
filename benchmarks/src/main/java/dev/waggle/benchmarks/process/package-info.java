/** Programs that are started, watched and ended. */
@NullMarked
package dev.waggle.benchmarks.process;

import org.jspecify.annotations.NullMarked;
