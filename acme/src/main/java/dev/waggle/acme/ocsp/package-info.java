/** Proofs that a certificate is not revoked, fetched for clients (RFC 6960, RFC 6066 section 8). */
@NullMarked
package dev.waggle.acme.ocsp;

import org.jspecify.annotations.NullMarked;
