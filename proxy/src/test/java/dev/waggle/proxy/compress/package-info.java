@NullMarked
package dev.waggle.proxy.compress;

import org.jspecify.annotations.NullMarked;
