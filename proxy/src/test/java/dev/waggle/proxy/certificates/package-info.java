@NullMarked
package dev.waggle.proxy.certificates;

import org.jspecify.annotations.NullMarked;
