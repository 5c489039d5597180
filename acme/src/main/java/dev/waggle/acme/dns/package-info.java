/**
 * The DNS as a client of a CA needs it: challenge records placed through a provider, what the
 * authoritative servers say, and what stands in the way of an order.
 */
@NullMarked
package dev.waggle.acme.dns;

import org.jspecify.annotations.NullMarked;
