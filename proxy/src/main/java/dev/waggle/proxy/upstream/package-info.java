/**
 * Connections to tasks: pools for each endpoint on each event loop, and how an endpoint is picked.
 */
@NullMarked
package dev.waggle.proxy.upstream;

import org.jspecify.annotations.NullMarked;
