@NullMarked
package dev.waggle.proxy.exchange;

import org.jspecify.annotations.NullMarked;
