@NullMarked
package dev.waggle.proxy.middleware;

import org.jspecify.annotations.NullMarked;
