/** Who may pass a route: basic authentication against htpasswd files. */
@NullMarked
package dev.waggle.proxy.auth;

import org.jspecify.annotations.NullMarked;
