/** Benchmarks of routes and their table. */
@NullMarked
package dev.waggle.routing;

import org.jspecify.annotations.NullMarked;
