/** Services read from a stack file: for development, and to check a stack before it is deployed. */
@NullMarked
package dev.waggle.routing.stackfile;

import org.jspecify.annotations.NullMarked;
