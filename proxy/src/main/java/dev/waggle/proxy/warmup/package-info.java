/** Both ends of the requests that the proxy sends through itself before it is ready. */
@NullMarked
package dev.waggle.proxy.warmup;

import org.jspecify.annotations.NullMarked;
