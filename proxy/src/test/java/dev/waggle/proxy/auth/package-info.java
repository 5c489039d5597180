/** Tests of basic authentication. */
@NullMarked
package dev.waggle.proxy.auth;

import org.jspecify.annotations.NullMarked;
