/**
 * Inputs that nobody thought of: targets of a fuzzer that is guided by coverage, what they start
 * from, and what runs them.
 */
@NullMarked
package dev.waggle.proxy.fuzz;

import org.jspecify.annotations.NullMarked;
