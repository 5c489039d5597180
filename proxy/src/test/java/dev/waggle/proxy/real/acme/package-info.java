/** Waggle and a real certificate authority: Let's Encrypt's test server Pebble. */
@NullMarked
package dev.waggle.proxy.real.acme;

import org.jspecify.annotations.NullMarked;
