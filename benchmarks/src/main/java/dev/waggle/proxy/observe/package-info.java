/** Benchmarks of the access log. */
@NullMarked
package dev.waggle.proxy.observe;

import org.jspecify.annotations.NullMarked;
