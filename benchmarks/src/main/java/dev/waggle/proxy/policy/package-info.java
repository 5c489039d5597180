/** Benchmarks of what a request is matched by. */
@NullMarked
package dev.waggle.proxy.policy;

import org.jspecify.annotations.NullMarked;
