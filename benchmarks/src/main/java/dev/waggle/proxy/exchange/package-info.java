/** Benchmarks of what is found out about a request. */
@NullMarked
package dev.waggle.proxy.exchange;

import org.jspecify.annotations.NullMarked;
