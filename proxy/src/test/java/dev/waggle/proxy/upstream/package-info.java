/** Tasks of all kinds behind the whole proxy. */
@NullMarked
package dev.waggle.proxy.upstream;

import org.jspecify.annotations.NullMarked;
