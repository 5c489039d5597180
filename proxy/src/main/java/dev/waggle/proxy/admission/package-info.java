/** Whose requests a route takes, and how many. */
@NullMarked
package dev.waggle.proxy.admission;

import org.jspecify.annotations.NullMarked;
