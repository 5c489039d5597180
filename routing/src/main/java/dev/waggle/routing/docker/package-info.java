/**
 * The Docker Engine's API, as far as discovery needs it: one question and its whole answer, and the
 * stream of events.
 */
@NullMarked
package dev.waggle.routing.docker;

import org.jspecify.annotations.NullMarked;
