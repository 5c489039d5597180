/** Clients of two edges, one after the other of which is replaced. */
@NullMarked
package dev.waggle.proxy.real.update;

import org.jspecify.annotations.NullMarked;
