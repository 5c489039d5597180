/** Which endpoints may be used: what is known of each, and how it is found out. */
@NullMarked
package dev.waggle.proxy.endpoint;

import org.jspecify.annotations.NullMarked;
