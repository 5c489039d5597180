/** What there is too much of, and what goes first because of it: pure, but for the reading. */
@NullMarked
package dev.waggle.proxy.overload;

import org.jspecify.annotations.NullMarked;
