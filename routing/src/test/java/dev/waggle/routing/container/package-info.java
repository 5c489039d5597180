/** Tests against a Docker Engine made by hand, which can misbehave. */
@NullMarked
package dev.waggle.routing.container;

import org.jspecify.annotations.NullMarked;
