/** Where certificates, the account and what is remembered of orders are kept. */
@NullMarked
package dev.waggle.acme.store;

import org.jspecify.annotations.NullMarked;
