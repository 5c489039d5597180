/** What a request makes the proxy allocate, from its first byte to the last of its answer. */
@NullMarked
package dev.waggle.benchmarks.allocation;

import org.jspecify.annotations.NullMarked;
