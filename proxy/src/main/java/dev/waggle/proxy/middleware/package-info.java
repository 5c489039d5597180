/** What a route's labels do to heads on their way; pure, and the same for every protocol. */
@NullMarked
package dev.waggle.proxy.middleware;

import org.jspecify.annotations.NullMarked;
