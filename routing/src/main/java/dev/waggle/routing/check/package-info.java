/** What a stack file would route, and what is wrong with it, as text. */
@NullMarked
package dev.waggle.routing.check;

import org.jspecify.annotations.NullMarked;
