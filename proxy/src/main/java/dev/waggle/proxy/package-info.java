/** The composition root: builds every part by hand and runs it. */
@NullMarked
package dev.waggle.proxy;

import org.jspecify.annotations.NullMarked;
