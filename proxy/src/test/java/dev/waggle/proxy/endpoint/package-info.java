@NullMarked
package dev.waggle.proxy.endpoint;

import org.jspecify.annotations.NullMarked;
