/** From what the sources saw to the route table, purely. */
@NullMarked
package dev.waggle.routing.translate;

import org.jspecify.annotations.NullMarked;
