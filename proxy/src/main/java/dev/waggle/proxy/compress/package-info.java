/**
 * Responses in fewer bytes: what may be compressed, what the client prefers, and the encoders that
 * do it (RFC 9110 sections 8.4 and 12.5.3).
 *
 * <p>A response that mixes a secret with text of an attacker's choice tells the secret by its
 * compressed length (the BREACH attack, which TLS does not stop). Whoever has such pages masks the
 * secret anew in every response, as most frameworks do with their CSRF tokens, or turns compression
 * off for the route.
 */
@NullMarked
package dev.waggle.proxy.compress;

import org.jspecify.annotations.NullMarked;
