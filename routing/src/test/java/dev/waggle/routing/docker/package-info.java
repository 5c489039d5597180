/** Tests against a Docker Engine made by hand, which can misbehave. */
@NullMarked
package dev.waggle.routing.docker;

import org.jspecify.annotations.NullMarked;
