/** What has been spent of a CA's limits, so that no restart loop can burn them. */
@NullMarked
package dev.waggle.acme.ledger;

import org.jspecify.annotations.NullMarked;
