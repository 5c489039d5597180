/** Benchmarks of HTTP/1.1 heads. */
@NullMarked
package dev.waggle.proxy.http1;

import org.jspecify.annotations.NullMarked;
