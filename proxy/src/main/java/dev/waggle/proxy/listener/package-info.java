/** Bound sockets that accept, the gate behind them, and the event loops that they run on. */
@NullMarked
package dev.waggle.proxy.listener;

import org.jspecify.annotations.NullMarked;
