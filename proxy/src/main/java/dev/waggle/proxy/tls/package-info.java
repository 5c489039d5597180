/**
 * TLS: which certificate a client is shown, what a connection knows afterwards, and TLS towards the
 * tasks.
 */
@NullMarked
package dev.waggle.proxy.tls;

import org.jspecify.annotations.NullMarked;
