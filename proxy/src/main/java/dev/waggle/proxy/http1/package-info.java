/** HTTP/1 on the wire: heads and chunks, read in one way only and written in one form only. */
@NullMarked
package dev.waggle.proxy.http1;

import org.jspecify.annotations.NullMarked;
