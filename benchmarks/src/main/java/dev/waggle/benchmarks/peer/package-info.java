/**
 * The proxies that are compared, each configured as its users would, and what stands behind them.
 */
@NullMarked
package dev.waggle.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
