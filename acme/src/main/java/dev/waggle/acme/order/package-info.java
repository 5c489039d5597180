/**
 * Speaking with a CA by ACME (RFC 8555): the account, an order from beginning to end, renewal
 * information.
 */
@NullMarked
package dev.waggle.acme.order;

import org.jspecify.annotations.NullMarked;
