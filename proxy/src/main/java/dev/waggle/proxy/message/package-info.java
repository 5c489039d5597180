/** What a message is, in one form for HTTP/1 and HTTP/2: heads as ranges of bytes. */
@NullMarked
package dev.waggle.proxy.message;

import org.jspecify.annotations.NullMarked;
