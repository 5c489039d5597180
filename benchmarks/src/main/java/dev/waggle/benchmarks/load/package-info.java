/** What is done to a proxy while it is measured. */
@NullMarked
package dev.waggle.benchmarks.load;

import org.jspecify.annotations.NullMarked;
