/**
 * How control over a name is shown to a CA (RFC 8555 section 8, RFC 8737, RFC 8738): words and the
 * seam.
 */
@NullMarked
package dev.waggle.acme.challenge;

import org.jspecify.annotations.NullMarked;
