/** The running proxy, with a table that changes all the time. */
@NullMarked
package dev.waggle.proxy;

import org.jspecify.annotations.NullMarked;
