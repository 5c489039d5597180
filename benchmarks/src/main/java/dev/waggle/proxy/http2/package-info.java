/** Benchmarks of heads of HTTP/2 clients. */
@NullMarked
package dev.waggle.proxy.http2;

import org.jspecify.annotations.NullMarked;
