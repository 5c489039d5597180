/** How much is too much, by tables. */
@NullMarked
package dev.waggle.proxy.overload;

import org.jspecify.annotations.NullMarked;
