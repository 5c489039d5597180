/** What the tests of several packages share. */
@NullMarked
package dev.waggle.proxy.testing;

import org.jspecify.annotations.NullMarked;
