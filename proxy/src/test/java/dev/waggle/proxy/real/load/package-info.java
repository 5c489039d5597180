/** Clients that go on while anything changes in the Swarm, and count whatever they notice of it. */
@NullMarked
package dev.waggle.proxy.real.load;

import org.jspecify.annotations.NullMarked;
