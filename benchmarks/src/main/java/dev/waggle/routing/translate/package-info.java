/** Benchmarks of the translation of services into routes. */
@NullMarked
package dev.waggle.routing.translate;

import org.jspecify.annotations.NullMarked;
