/** Parts of the exchange that can be looked at alone. */
@NullMarked
package dev.waggle.proxy.exchange;

import org.jspecify.annotations.NullMarked;
