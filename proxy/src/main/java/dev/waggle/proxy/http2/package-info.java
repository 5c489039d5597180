/** The downstream HTTP/2 connection, and its streams as ends of exchanges (RFC 9113). */
@NullMarked
package dev.waggle.proxy.http2;

import org.jspecify.annotations.NullMarked;
