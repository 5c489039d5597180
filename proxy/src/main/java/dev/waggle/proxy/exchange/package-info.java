/**
 * One request and its response crossing the proxy: the exchange, its two ends, and its failures.
 */
@NullMarked
package dev.waggle.proxy.exchange;

import org.jspecify.annotations.NullMarked;
