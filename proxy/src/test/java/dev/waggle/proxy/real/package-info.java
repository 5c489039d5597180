/**
 * Waggle among real parts: a private two-node Docker Swarm on this machine, images made from its
 * programs, and a server that keeps every byte that it received.
 */
@NullMarked
package dev.waggle.proxy.real;

import org.jspecify.annotations.NullMarked;
