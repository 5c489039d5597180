/** Benchmarks of single steps, and what they may allocate. */
@NullMarked
package dev.waggle.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
