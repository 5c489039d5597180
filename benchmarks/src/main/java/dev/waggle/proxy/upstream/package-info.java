/** Benchmarks of the way to a task. */
@NullMarked
package dev.waggle.proxy.upstream;

import org.jspecify.annotations.NullMarked;
